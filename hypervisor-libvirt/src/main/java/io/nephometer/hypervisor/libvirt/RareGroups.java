package io.nephometer.hypervisor.libvirt;

import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
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
 * libvirt may refuse. One that never told anything is left out for a while. For one thread.
 */
final class RareGroups {

    static final Duration LEFT_OUT = Duration.ofMinutes(5);

    /** Readings in a row: a monitor that is busy just now tells nothing either. */
    static final int SILENCES = 3;

    private static final Map<Group, Predicate<Stats>> TELLS = Map.of(
            Group.IOTHREAD, stats -> !stats.each("iothread").isEmpty(),
            Group.DIRTYRATE, stats -> stats.number("dirtyrate.megabytes_per_second") != null,
            Group.VM, stats -> stats.number("vm.remote_tlb_flush.sum") != null); // KVM's, on every architecture

    interface Read {
        Map<String, Stats> of(Set<Group> groups) throws CallFailedException;
    }

    private final Map<Group, Long> leftOutSince = new EnumMap<>(Group.class);
    private final Map<Group, Integer> silences = new EnumMap<>(Group.class);
    private final Set<Group> toldOnce = EnumSet.noneOf(Group.class);
    private final LongSupplier nanos;

    RareGroups(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Reads the groups that are worth it. A rare one that makes the reading fail does not cost the others theirs. */
    Map<String, Stats> read(Set<Group> groups, Read read) throws CallFailedException {
        Set<Group> worth = EnumSet.copyOf(groups);
        worth.removeIf(this::isLeftOut);
        Set<Group> rare = EnumSet.copyOf(worth);
        rare.retainAll(TELLS.keySet());
        if (worth.isEmpty()) { // to libvirt, none means all
            return Map.of();
        }
        try {
            Map<String, Stats> all = read.of(worth);
            rare.removeAll(toldOnce);
            rare.forEach(group -> listen(group, all.values()));
            return all;
        } catch (CallFailedException e) {
            rare.forEach(this::leaveOut);
            if (rare.isEmpty() || rare.equals(worth)) {
                throw e;
            }
            worth.removeAll(rare);
            return read.of(worth);
        }
    }

    private boolean isLeftOut(Group group) {
        Long since = leftOutSince.get(group);
        return since != null && nanos.getAsLong() - since < LEFT_OUT.toNanos();
    }

    private void listen(Group group, Collection<Stats> answers) {
        if (answers.stream().anyMatch(TELLS.get(group))) {
            toldOnce.add(group);
        } else if (!answers.isEmpty() && silences.merge(group, 1, Integer::sum) >= SILENCES) {
            leaveOut(group);
        }
    }

    private void leaveOut(Group group) {
        leftOutSince.put(group, nanos.getAsLong());
        silences.remove(group);
    }
}
