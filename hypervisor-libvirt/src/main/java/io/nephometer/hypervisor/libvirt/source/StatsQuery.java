package io.nephometer.hypervisor.libvirt.source;

import io.nephometer.hypervisor.Hypervisor.Group;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/**
 * A query for the statistics of all running domains. If the state is the only group, the query covers all domains,
 * whether running or not.
 *
 * @param groups the groups to read; at least one group is required, because libvirt interprets an empty set as all
 *     groups
 * @param excluded the UUIDs of the running domains to leave out
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

    /**
     * Returns whether the given groups can be read without accessing the monitor of any domain, so that no domain can
     * delay the reading.
     */
    public static boolean areMonitorFree(Set<Group> groups) {
        return MONITOR_FREE.containsAll(groups);
    }

    public StatsQuery withGroups(Set<Group> others) {
        return new StatsQuery(others, excluded);
    }

    /** Returns a query that also leaves out the given domains. */
    public StatsQuery excluding(Set<String> uuids) {
        Set<String> all = new HashSet<>(excluded);
        all.addAll(uuids);
        return new StatsQuery(groups, all);
    }
}
