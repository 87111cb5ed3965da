package io.nephometer.agent.core.view;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The state of a spool. Unless noted otherwise, counts are numbers of samples since the spool was first used.
 *
 * @param batches the number of batches in the spool
 * @param bytes the total size of all batches on disk, in bytes
 * @param read the number of samples that the route has received
 * @param delivered the number of samples that have been delivered
 * @param waiting the number of samples that are waiting for delivery, including samples in memory
 * @param inFlight the number of samples that are currently being delivered
 * @param inMemory the number of samples that are held in memory because they are not yet safely on disk
 * @param lost the number of lost samples, keyed by reason
 * @param difference the number of received samples that no other count includes; any value other than 0 indicates an
 *     accounting error
 * @param oldest the time at which the oldest batch was written
 */
public record SpoolState(
        int batches,
        long bytes,
        long read,
        long delivered,
        long waiting,
        long inFlight,
        long inMemory,
        Map<LossReason, Long> lost,
        long difference,
        Optional<Instant> oldest) {

    public long lostInAll() {
        return lost.values().stream().mapToLong(Long::longValue).sum();
    }
}
