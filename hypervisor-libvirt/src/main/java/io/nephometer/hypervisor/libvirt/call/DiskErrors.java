package io.nephometer.hypervisor.libvirt.call;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Stats;
import java.util.Map;

/**
 * The disk errors that stopped a domain. Domains that were not stopped by a disk error are not queried: the call wakes a
 * monitor, and QEMU still reports an error that is over.
 */
final class DiskErrors {

    private static final String GROUP = "diskerror";
    private static final Long PAUSED = 3L; // of virDomainState
    private static final Long IO_ERROR = 5L; // of virDomainPausedReason

    /** Queries the error of each disk that has one, by the name of the disk. */
    interface Query {
        Map<String, Integer> run();
    }

    private DiskErrors() {}

    /** Returns the statistics, with the disk errors if one of them stopped the domain. */
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
