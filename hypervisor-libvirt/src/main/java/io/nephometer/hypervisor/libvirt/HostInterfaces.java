package io.nephometer.hypervisor.libvirt;

import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the interfaces of instances where the host counts them, in one look at {@code /proc/net/dev}: libvirt scans that file
 * from its top for each interface. An instance is read so only after libvirt's own figures have proven to be the same, and for
 * a while: else its counters might be another network's, or mean the other direction.
 */
final class HostInterfaces implements HostFigures {

    private static final String GROUP = "net";

    /** In the order of {@link Links#swapped}. */
    private static final List<String> NAMES =
            List.of("rx.bytes", "rx.pkts", "rx.errs", "rx.drop", "tx.bytes", "tx.pkts", "tx.errs", "tx.drop");

    private final Path file;
    private final Path classes;
    /** Of the links of an instance, by libvirt's index. */
    private final Proofs<Map<Integer, String>> proofs;

    /**
     * @param file {@code /proc/net/dev}
     * @param classes {@code /sys/class/net}
     */
    HostInterfaces(Path file, Path classes, InstantSource clock) {
        this.file = file;
        this.classes = classes;
        this.proofs = new Proofs<>(clock);
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
    Map<String, Stats> read(List<Domain> running) {
        Map<String, Stats> all = new HashMap<>();
        if (proofs.anyHolds()) {
            look().ifPresent(links -> running.forEach(domain ->
                    proofs.of(domain.uuid(), domain.id()).ifPresent(names -> read(domain.uuid(), names, links, all))));
        }
        return all;
    }

    private void read(String uuid, Map<Integer, String> names, Links links, Map<String, Stats> into) {
        if (links.counters().keySet().containsAll(names.values())) {
            into.put(uuid, stats(names, links));
        } else {
            proofs.drop(uuid);
        }
    }

    private static Stats stats(Map<Integer, String> names, Links links) {
        Stats.Builder stats = Stats.builder();
        stats.put(null, 0, GROUP + ".count", (long) names.size());
        names.forEach((index, link) -> {
            long[] counters = links.swapped(link);
            stats.put(GROUP, index, "name", link);
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
    public Map<String, Stats> prove(List<Domain> running, Set<Group> groups, RareGroups.Read libvirt)
            throws IOException {
        return proofs.renew(running, () -> libvirt.of(groups), this::look, (uuid, before, told, after) -> {
            List<Stats> nics = told.each(GROUP);
            boolean same = before.isPresent()
                    && after.isPresent()
                    && nics.stream().allMatch(nic -> isBetween(nic, before.get(), after.get()));
            return same ? Optional.of(names(nics)) : Optional.empty();
        });
    }

    private static Map<Integer, String> names(List<Stats> nics) {
        return nics.stream()
                .collect(Collectors.toMap(Stats::index, nic -> nic.text("name").orElseThrow()));
    }

    private Optional<Links> look() {
        try {
            return Optional.of(Links.of(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * In the guest's directions. If also in the host's, as those of an idle one are, only of a tap it is known which of them
     * libvirt takes.
     */
    private boolean isBetween(Stats nic, Links before, Links after) {
        String link = nic.text("name").orElse("");
        long[] least = before.swapped(link);
        long[] most = after.swapped(link);
        return least != null
                && most != null
                && fits(nic, least, most, 0)
                && (!fits(nic, least, most, Links.EACH_WAY) || isTap(link));
    }

    private boolean isTap(String link) {
        return Files.exists(classes.resolve(link).resolve("tun_flags"));
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
        return file.toString();
    }
}
