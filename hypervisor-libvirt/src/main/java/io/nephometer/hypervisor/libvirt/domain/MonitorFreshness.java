package io.nephometer.hypervisor.libvirt.domain;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Records when each domain's monitor last gave a complete answer. */
public final class MonitorFreshness {

    private static final double NANOS_PER_SECOND = 1e9;

    private record Key(String uuid, int id) {}

    private final Map<Key, Moment> last = new ConcurrentHashMap<>();

    /**
     * Returns whether at least one of the given groups contains statistics that indicate whether the monitor answered.
     */
    public static boolean isShownBy(Set<Group> groups) {
        return groups.contains(Group.BALLOON) || groups.contains(Group.BLOCK);
    }

    /**
     * Records a reading of a domain's statistics.
     *
     * @param stats a running domain's statistics, as read for the given groups
     */
    public void note(String uuid, int id, Set<Group> groups, Stats stats) {
        if (isComplete(groups, stats)) {
            // a call that hung for a long time may return an older reading than later calls
            last.merge(new Key(uuid, id), stats.read(), (a, b) -> a.nanos() - b.nanos() > 0 ? a : b);
        }
    }

    /**
     * Returns the number of seconds since the last complete answer, or an empty {@code OptionalDouble} if there has
     * been no complete answer.
     */
    public OptionalDouble age(String uuid, int id, Moment now) {
        Moment read = last.get(new Key(uuid, id));
        return read == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.max(0, now.nanos() - read.nanos()) / NANOS_PER_SECOND);
    }

    /** Discards the records of all domains except the given ones. */
    public void retain(Set<String> uuids) {
        last.keySet().removeIf(domain -> !uuids.contains(domain.uuid));
    }

    /**
     * Returns whether the statistics are complete. Incomplete statistics lack the values that libvirt omits while a
     * monitor is busy.
     */
    private static boolean isComplete(Set<Group> groups, Stats stats) {
        boolean balloon = groups.contains(Group.BALLOON);
        boolean block = groups.contains(Group.BLOCK);
        List<Stats> disks = stats.each("block");
        return isShownBy(groups)
                && (!balloon || stats.number("balloon.rss") != null)
                && (!block || disks.isEmpty() || disks.stream().anyMatch(disk -> disk.number("rd.reqs") != null));
    }
}
