package io.nephometer.hypervisor.libvirt.call;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Stats;
import java.util.Map;

/**
 * The errors of disks that stopped their domain. Of all other domains nothing is asked: the question wakes a monitor, and
 * qemu goes on telling of an error that is over.
 */
final class DiskErrors {

    private static final String GROUP = "diskerror";
    private static final Long PAUSED = 3L; // of virDomainState
    private static final Long IO_ERROR = 5L; // of virDomainPausedReason

    /** Asks a domain for the error of each disk that has one, by the disk's name. */
    interface Question {
        Map<String, Integer> ask();
    }

    private DiskErrors() {}

    /** The statistics, and the errors if one of them stopped the domain. */
    static Stats added(Stats.Builder stats, Moment read, Question question) {
        Stats told = stats.build(read);
        if (!PAUSED.equals(told.number("state.state")) || !IO_ERROR.equals(told.number("state.reason"))) {
            return told;
        }
        int index = 0;
        for (Map.Entry<String, Integer> error : question.ask().entrySet()) {
            stats.put(GROUP, index, "name", error.getKey());
            stats.put(GROUP, index++, "error", error.getValue().longValue());
        }
        return stats.build(read);
    }
}
