package io.nephometer.hypervisor.libvirt.host;

import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.source.OptionalGroups;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Reads the interfaces of instances where the host counts them, in one look at {@code /proc/net/dev}: libvirt scans that file
 * from its top for each interface. An instance is read so only if its process is in the network namespace of that file, and
 * after libvirt's own figures have proven to be the same: else its counters might mean the other direction. A proof is of the
 * links themselves, not of their names, and ends with each change of the instance's devices.
 */
public final class HostInterfaces implements HostStats {

    private static final String GROUP = "net";
    private static final String FILE = "net/dev";

    /** In the order of {@link NetDevCounters#swapped}. */
    private static final List<String> NAMES =
            List.of("rx.bytes", "rx.pkts", "rx.errs", "rx.drop", "tx.bytes", "tx.pkts", "tx.errs", "tx.drop");

    /** @param number the kernel's, which no other link gets */
    private record Link(String name, int number) {}

    private final Path proc;
    private final Path classes;
    private final ToIntFunction<String> numbers;
    /** Of the links of an instance, by libvirt's index. */
    private final SourceVerification<Map<Integer, Link>> proofs;

    /**
     * @param proc {@code /proc}
     * @param classes {@code /sys/class/net}
     * @param numbers the kernel's number of a link, by its name; 0 if there is none
     * @param changes the number of the last change of an instance's devices, by its UUID
     */
    public HostInterfaces(
            Path proc,
            Path classes,
            ToIntFunction<String> numbers,
            ToLongFunction<String> changes,
            InstantSource clock) {
        this.proc = proc;
        this.classes = classes;
        this.numbers = numbers;
        this.proofs = new SourceVerification<>(changes, clock);
    }

    @Override
    public boolean isWorthAProof(List<Domain> running) {
        return proofs.areDue(running);
    }

    @Override
    public void keep(Collection<String> uuids) {
        proofs.keep(uuids);
    }

    /** What libvirt would tell, of those that are proven. */
    public Map<String, Stats> read(List<Domain> running) {
        Map<String, Stats> all = new HashMap<>();
        if (proofs.anyHolds()) {
            look().ifPresent(links -> running.forEach(domain ->
                    proofs.of(domain.uuid(), domain.id()).ifPresent(proven -> read(domain, proven, links, all))));
        }
        return all;
    }

    private void read(Domain domain, Map<Integer, Link> proven, NetDevCounters links, Map<String, Stats> into) {
        // after the counters: a link that has its number now had it when they were read
        boolean same = proven.values().stream()
                .allMatch(link ->
                        links.counters().containsKey(link.name) && numbers.applyAsInt(link.name) == link.number);
        if (same) {
            into.put(domain.uuid(), stats(proven, links).in(domain.id()));
        } else {
            proofs.drop(domain.uuid());
        }
    }

    private static Stats stats(Map<Integer, Link> proven, NetDevCounters links) {
        Stats.Builder stats = Stats.builder();
        stats.put(null, 0, GROUP + ".count", (long) proven.size());
        proven.forEach((index, link) -> {
            long[] counters = links.swapped(link.name);
            stats.put(GROUP, index, "name", link.name);
            for (int i = 0; i < NAMES.size(); i++) {
                stats.put(GROUP, index, NAMES.get(i), number(counters[i]));
            }
        });
        return stats.build(links.read());
    }

    private static Number number(long unsigned) {
        return unsigned >= 0 ? (Number) unsigned : new BigInteger(Long.toUnsignedString(unsigned));
    }

    @Override
    public Map<String, Stats> prove(List<Domain> running, Set<Group> groups, OptionalGroups.Read libvirt)
            throws IOException {
        Set<String> here = uuidsOfThisNetwork();
        return proofs.renew(running, () -> libvirt.of(groups), this::look, (uuid, before, told, after) -> {
            List<Stats> nics = told.each(GROUP);
            boolean same = here.contains(uuid)
                    && before.isPresent()
                    && after.isPresent()
                    && nics.stream().allMatch(nic -> isBetween(nic, before.get(), after.get()));
            return same ? Optional.of(links(nics)) : Optional.empty();
        });
    }

    /** Of the instances whose processes are in the network namespace of this one. */
    private Set<String> uuidsOfThisNetwork() {
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

    /** The kernel has a file of its own for each network namespace. */
    private static Object identity(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return file; // like no other
        }
    }

    private Map<Integer, Link> links(List<Stats> nics) {
        return nics.stream().collect(Collectors.toMap(Stats::index, nic -> link(name(nic))));
    }

    private Link link(String name) {
        return new Link(name, numbers.applyAsInt(name));
    }

    private static String name(Stats nic) {
        return nic.text("name").orElse("");
    }

    private Optional<NetDevCounters> look() {
        try {
            return Optional.of(NetDevCounters.of(proc.resolve(FILE)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * In the guest's directions. If also in the host's, as those of an idle one are, only of a tap it is known which of them
     * libvirt takes.
     */
    private boolean isBetween(Stats nic, NetDevCounters before, NetDevCounters after) {
        String link = name(nic);
        long[] least = before.swapped(link);
        long[] most = after.swapped(link);
        return least != null
                && most != null
                && numbers.applyAsInt(link) > 0
                && fits(nic, least, most, 0)
                && (!fits(nic, least, most, NetDevCounters.EACH_WAY) || isTap(link));
    }

    /** The folder may be that of another network namespace. */
    private boolean isTap(String link) {
        Path folder = classes.resolve(link);
        try {
            return Files.exists(folder.resolve("tun_flags"))
                    && Files.readString(folder.resolve("ifindex")).strip().equals("" + numbers.applyAsInt(link));
        } catch (IOException e) {
            return false;
        }
    }

    /** @param turned by how many places the counters are turned: 0, or those of a direction */
    private static boolean fits(Stats nic, long[] least, long[] most, int turned) {
        for (int i = 0; i < NAMES.size(); i++) {
            int at = (i + turned) % NAMES.size();
            Number told = nic.number(NAMES.get(i));
            if (told == null
                    || Long.compareUnsigned(told.longValue(), least[at]) < 0
                    || Long.compareUnsigned(told.longValue(), most[at]) > 0) {
                return false;
            }
        }
        return true;
    }

    /** For the operator's eyes. */
    @Override
    public String toString() {
        return proc.resolve(FILE).toString();
    }
}
