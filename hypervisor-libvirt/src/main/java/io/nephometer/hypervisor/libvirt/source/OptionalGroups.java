package io.nephometer.hypervisor.libvirt.source;

import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.errors.LibvirtCallException;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Groups that few hosts have anything of, though each costs a command to every virtual machine's monitor, and that an old
 * libvirt may refuse. One that never told anything is left out for a while.
 */
public final class OptionalGroups {

    static final Duration LEFT_OUT = Duration.ofMinutes(5);

    /** Readings in a row: a monitor that is busy just now tells nothing either. */
    static final int SILENCES = 3;

    private static final Map<Group, Predicate<Stats>> TELLS = Map.of(
            Group.IOTHREAD, stats -> !stats.each("iothread").isEmpty(),
            Group.DIRTYRATE, stats -> stats.number("dirtyrate.megabytes_per_second") != null,
            Group.VM, OptionalGroups::isCountedByKvm);

    /** By what is there on every architecture. Of halt polling libvirt says 0 also where nobody counts it. */
    private static boolean isCountedByKvm(Stats stats) {
        return stats.number("vm.remote_tlb_flush.sum") != null
                || stats.sum("vcpu", "exits.sum") != null
                || isPositive(stats.number("cpu.haltpoll.success.time"))
                || isPositive(stats.number("cpu.haltpoll.fail.time"));
    }

    private static boolean isPositive(Number number) {
        return number != null && number.longValue() > 0;
    }

    public interface Read {
        Map<String, Stats> of(Set<Group> groups) throws IOException;
    }

    // guarded by this
    private final Map<Group, Long> leftOutSince = new EnumMap<>(Group.class);
    private final Map<Group, Integer> silences = new EnumMap<>(Group.class);
    private final Set<Group> toldOnce = EnumSet.noneOf(Group.class);

    private final LongSupplier nanos;

    public OptionalGroups(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Reads the groups that are worth it. A rare one that libvirt refuses does not cost the others theirs. */
    public Map<String, Stats> read(Set<Group> groups, Read read) throws IOException {
        Set<Group> worth = worth(groups);
        if (worth.isEmpty()) { // to libvirt, none means all
            return Map.of();
        }
        Set<Group> rare = EnumSet.copyOf(worth);
        rare.retainAll(TELLS.keySet());
        try {
            Map<String, Stats> all = read.of(worth);
            listen(rare, all.values());
            return all;
        } catch (IOException e) {
            boolean refused = e.getCause() instanceof LibvirtCallException;
            if (!refused || rare.isEmpty()) {
                throw e;
            }
            worth.removeAll(rare);
            if (worth.isEmpty()) {
                leaveOut(rare);
                throw e;
            }
            Map<String, Stats> others = read.of(worth);
            leaveOut(rare);
            return others;
        }
    }

    synchronized Set<Group> worth(Set<Group> groups) {
        Set<Group> worth = EnumSet.copyOf(groups);
        worth.removeIf(this::isLeftOut);
        return worth;
    }

    private boolean isLeftOut(Group group) {
        Long since = leftOutSince.get(group);
        return since != null && nanos.getAsLong() - since < LEFT_OUT.toNanos();
    }

    private synchronized void listen(Set<Group> rare, Collection<Stats> answers) {
        for (Group group : rare) {
            if (answers.stream().anyMatch(TELLS.get(group))) {
                toldOnce.add(group);
            } else if (!toldOnce.contains(group)
                    && !answers.isEmpty()
                    && silences.merge(group, 1, Integer::sum) >= SILENCES) {
                leaveOut(Set.of(group));
            }
        }
    }

    private synchronized void leaveOut(Set<Group> rare) {
        rare.forEach(group -> {
            leftOutSince.put(group, nanos.getAsLong());
            silences.remove(group);
        });
    }
}
