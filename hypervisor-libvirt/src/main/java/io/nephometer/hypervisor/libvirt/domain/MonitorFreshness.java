package io.nephometer.hypervisor.libvirt.domain;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** When each guest's monitor last answered in full. */
public final class MonitorFreshness {

    private static final double NANOS = 1e9;

    private record Incarnation(String uuid, int id) {}

    private final Map<Incarnation, Moment> last = new ConcurrentHashMap<>();

    /** @param stats of a running guest, read with these groups */
    public void read(String uuid, int id, Set<Group> groups, Stats stats) {
        if (isComplete(groups, stats)) {
            // a call that hung for long may tell of an older moment than those after it
            last.merge(new Incarnation(uuid, id), stats.read(), (a, b) -> a.nanos() - b.nanos() > 0 ? a : b);
        }
    }

    /** In seconds; empty if it never answered or was never asked. */
    public OptionalDouble age(String uuid, int id, Moment now) {
        Moment read = last.get(new Incarnation(uuid, id));
        return read == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.max(0, now.nanos() - read.nanos()) / NANOS);
    }

    /** Forgets all but these UUIDs. */
    public void keep(Set<String> uuids) {
        last.keySet().removeIf(guest -> !uuids.contains(guest.uuid));
    }

    /** Whether what is read with these groups tells if the monitor answered. */
    public static boolean isShownBy(Set<Group> groups) {
        return groups.contains(Group.BALLOON) || groups.contains(Group.BLOCK);
    }

    /** By what libvirt leaves out when a monitor is busy. */
    private static boolean isComplete(Set<Group> groups, Stats stats) {
        boolean balloon = groups.contains(Group.BALLOON);
        boolean block = groups.contains(Group.BLOCK);
        List<Stats> disks = stats.each("block");
        return isShownBy(groups)
                && (!balloon || stats.number("balloon.rss") != null)
                && (!block || disks.isEmpty() || disks.stream().anyMatch(disk -> disk.number("rd.reqs") != null));
    }
}
