package io.nephometer.hypervisor.libvirt.source;

import io.nephometer.hypervisor.Hypervisor.Group;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Which statistics a source is to read: of all running domains, or of all domains if the state is the only group.
 *
 * @param groups the groups to read, at least one, because libvirt interprets none as all
 * @param excluded UUIDs of running domains that are left out
 */
public record StatsQuery(Set<Group> groups, Set<String> excluded) {

    private static final Set<Group> MONITOR_FREE = EnumSet.of(Group.STATE, Group.INTERFACE, Group.PERF);

    public StatsQuery {
        groups = Collections.unmodifiableSet(EnumSet.copyOf(groups));
        excluded = Set.copyOf(excluded);
    }

    public StatsQuery(Set<Group> groups) {
        this(groups, Set.of());
    }

    /** Returns whether reading these groups touches no domain's monitor, so that no domain can delay it. */
    public static boolean areMonitorFree(Set<Group> groups) {
        return MONITOR_FREE.containsAll(groups);
    }

    public StatsQuery withGroups(Set<Group> others) {
        return new StatsQuery(others, excluded);
    }

    /** Returns a query that leaves out these domains too. */
    public StatsQuery excluding(Set<String> uuids) {
        Set<String> all = new HashSet<>(excluded);
        all.addAll(uuids);
        return new StatsQuery(groups, all);
    }
}
