package io.nephometer.hypervisor.libvirt.call;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Stats;
import java.util.Map;

/**
 * Adds disk errors to the statistics of domains that were paused by a disk error. Only domains that were paused by a
 * disk error are queried, because a query wakes the domain's monitor and QEMU continues to report errors even after
 * they have been resolved.
 */
final class DiskErrors {

    private static final String GROUP = "diskerror";
    private static final Long PAUSED = 3L; // of virDomainState
    private static final Long IO_ERROR = 5L; // of virDomainPausedReason

    /** Queries a domain and returns the error code of each failed disk, keyed by disk name. */
    interface Query {
        Map<String, Integer> run();
    }

    private DiskErrors() {}

    /** Returns the statistics of a domain, including disk errors if the domain was paused by a disk error. */
    static Stats added(Stats.Builder stats, Moment time, Query query) {
        Stats known = stats.build(time);
        if (!PAUSED.equals(known.number("state.state")) || !IO_ERROR.equals(known.number("state.reason"))) {
            return known;
        }
        int index = 0;
        for (Map.Entry<String, Integer> error : query.run().entrySet()) {
            stats.put(GROUP, index, "name", error.getKey());
            stats.put(GROUP, index++, "error", error.getValue().longValue());
        }
        return stats.build(time);
    }
}
