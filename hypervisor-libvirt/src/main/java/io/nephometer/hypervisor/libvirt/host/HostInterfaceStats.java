package io.nephometer.hypervisor.libvirt.host;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.source.DeviceChangeNumbers;
import io.nephometer.hypervisor.libvirt.source.MonitorFreeReader;
import io.nephometer.hypervisor.libvirt.source.StatsQuery;
import io.nephometer.hypervisor.libvirt.source.StatsSource;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * Reads the counters of all instances' network interfaces in a single pass over {@code /proc/net/dev}, whereas libvirt
 * scans the entire file for each interface. The interfaces of an instance are read from the file only if the instance's
 * process is in the same network namespace as the file, and only after libvirt has returned the same values. Without a
 * comparison to libvirt's values, the direction of the counters would be uncertain. The verification applies to an
 * interface's kernel index rather than to its name, and becomes invalid when one of the instance's devices changes.
 */
public final class HostInterfaceStats implements HostStats {

    private static final Set<Group> GROUPS = Set.of(Group.INTERFACE);
    private static final String GROUP = "net";
    private static final String FILE = "net/dev";

    /** The names of the statistics, in the order used by {@link NetDevCounters#guestCounters}. */
    private static final List<String> NAMES =
            List.of("rx.bytes", "rx.pkts", "rx.errs", "rx.drop", "tx.bytes", "tx.pkts", "tx.errs", "tx.drop");

    /**
     * @param index the kernel's index of the interface; the kernel does not assign the same index to another interface
     */
    private record HostInterface(String name, int index) {}

    private final Path proc;
    private final Path classes;
    private final MonitorFreeReader domains;
    private final ToIntFunction<String> indexes;
    private final DeviceChangeNumbers changes;
    private final Supplier<Moment> clock;
    /** The verified interfaces of each instance, keyed by libvirt's index of the interface. */
    private final SourceVerification<Map<Integer, HostInterface>> verified;

    /**
     * @param proc the path of {@code /proc}
     * @param classes the path of {@code /sys/class/net}
     * @param indexes a function that maps the name of an interface to the kernel's index, or to 0 if there is no such
     *     interface
     */
    public HostInterfaceStats(
            Path proc,
            Path classes,
            MonitorFreeReader domains,
            ToIntFunction<String> indexes,
            DeviceChangeNumbers changes,
            Supplier<Moment> clock) {
        this.proc = proc;
        this.classes = classes;
        this.domains = domains;
        this.indexes = indexes;
        this.changes = changes;
        this.clock = clock;
        this.verified =
                new SourceVerification<>(changes::last, () -> clock.get().wall());
    }

    @Override
    public boolean canRead(Set<Group> groups) {
        return groups.equals(GROUPS) && changes.areReported();
    }

    @Override
    public Reading read(Set<Group> groups) throws IOException {
        List<Domain> running = domains.running();
        return new Reading(read(running), running);
    }

    @Override
    public boolean isVerificationDue(List<Domain> running) {
        return verified.isDue(running);
    }

    @Override
    public void retain(Collection<String> uuids) {
        verified.retain(uuids);
    }

    /** Returns the statistics of the verified domains among the given running domains. */
    Map<String, Stats> read(List<Domain> running) {
        Map<String, Stats> all = new HashMap<>();
        if (verified.isAnyVerified()) {
            counters()
                    .ifPresent(counters -> running.forEach(domain -> verified.place(domain.uuid(), domain.id())
                            .ifPresent(interfaces -> read(domain, interfaces, counters, all))));
        }
        return all;
    }

    private void read(
            Domain domain,
            Map<Integer, HostInterface> interfaces,
            NetDevCounters counters,
            Map<String, Stats> statsByUuid) {
        // checked after the counters were read: an interface that has its index now also had it then
        boolean unchanged = interfaces.values().stream()
                .allMatch(
                        nic -> counters.counters().containsKey(nic.name) && indexes.applyAsInt(nic.name) == nic.index);
        if (unchanged) {
            statsByUuid.put(domain.uuid(), stats(interfaces, counters).in(domain.id()));
        } else {
            verified.drop(domain.uuid());
        }
    }

    private static Stats stats(Map<Integer, HostInterface> interfaces, NetDevCounters all) {
        Stats.Builder stats = Stats.builder();
        stats.put(null, 0, GROUP + ".count", (long) interfaces.size());
        interfaces.forEach((index, nic) -> {
            long[] counters = all.guestCounters(nic.name);
            stats.put(GROUP, index, "name", nic.name);
            for (int i = 0; i < NAMES.size(); i++) {
                stats.put(GROUP, index, NAMES.get(i), unsigned(counters[i]));
            }
        });
        return stats.build(all.read());
    }

    private static Number unsigned(long value) {
        return value >= 0 ? (Number) value : new BigInteger(Long.toUnsignedString(value));
    }

    @Override
    public Map<String, Stats> verify(List<Domain> running, StatsQuery query, StatsSource next) throws IOException {
        Set<String> uuids = uuidsInThisNamespace();
        return verified.verify(running, query, next, this::counters, (uuid, before, libvirt, after) -> {
            List<Stats> nics = libvirt.each(GROUP);
            boolean same = uuids.contains(uuid)
                    && before.isPresent()
                    && after.isPresent()
                    && nics.stream().allMatch(nic -> isBetween(nic, before.get(), after.get()));
            return same ? Optional.of(interfaces(nics)) : Optional.empty();
        });
    }

    /** Returns the UUIDs of the instances whose processes are in the same network namespace as this process. */
    private Set<String> uuidsInThisNamespace() {
        try {
            Object own = identity(proc.resolve(FILE));
            return new QemuProcesses(proc)
                    .byUuid().entrySet().stream()
                            .filter(process ->
                                    own.equals(identity(process.getValue().resolve(FILE))))
                            .map(Map.Entry::getKey)
                            .collect(Collectors.toSet());
        } catch (IOException e) {
            return Set.of();
        }
    }

    /**
     * Returns the identity of a file. The kernel provides a separate {@code /proc/net/dev} for each network namespace.
     */
    private static Object identity(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return file; // differs from the identity of any other file
        }
    }

    private Map<Integer, HostInterface> interfaces(List<Stats> nics) {
        return nics.stream().collect(Collectors.toMap(Stats::index, nic -> hostInterface(name(nic))));
    }

    private HostInterface hostInterface(String name) {
        return new HostInterface(name, indexes.applyAsInt(name));
    }

    private static String name(Stats nic) {
        return nic.text("name").orElse("");
    }

    private Optional<NetDevCounters> counters() {
        try {
            return Optional.of(NetDevCounters.read(proc.resolve(FILE), clock));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns whether each of libvirt's counters is between the host's two readings of the same counter, as seen by the
     * guest. If the counters also match in the opposite direction, as on an idle interface, the direction is certain
     * only if the interface is a tap.
     */
    private boolean isBetween(Stats nic, NetDevCounters before, NetDevCounters after) {
        String name = name(nic);
        long[] min = before.guestCounters(name);
        long[] max = after.guestCounters(name);
        return min != null
                && max != null
                && indexes.applyAsInt(name) > 0
                && isBetween(nic, min, max, 0)
                && (!isBetween(nic, min, max, NetDevCounters.PER_DIRECTION) || isTap(name));
    }

    /**
     * @param shift the number of positions by which the host's counters are shifted: 0 to compare the same directions,
     *     or the number of counters in one direction to compare opposite directions
     */
    private static boolean isBetween(Stats nic, long[] min, long[] max, int shift) {
        for (int i = 0; i < NAMES.size(); i++) {
            int shifted = (i + shift) % NAMES.size();
            Number value = nic.number(NAMES.get(i));
            if (value == null
                    || Long.compareUnsigned(value.longValue(), min[shifted]) < 0
                    || Long.compareUnsigned(value.longValue(), max[shifted]) > 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns whether an interface is a tap. The index is compared because {@code /sys} may show a different network
     * namespace.
     */
    private boolean isTap(String name) {
        Path folder = classes.resolve(name);
        try {
            return Files.exists(folder.resolve("tun_flags"))
                    && Files.readString(folder.resolve("ifindex")).strip().equals("" + indexes.applyAsInt(name));
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the path that is shown to the operator as the source of the statistics. */
    @Override
    public String toString() {
        return proc.resolve(FILE).toString();
    }
}
