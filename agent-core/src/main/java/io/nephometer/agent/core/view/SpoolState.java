package io.nephometer.agent.core.view;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The state of a spool. Counts are in samples since the spool was first used, unless noted otherwise.
 *
 * @param batches the number of batches in the spool
 * @param bytes the total size of all batches on disk, in bytes
 * @param read the number of samples that were read
 * @param delivered the number of samples that were delivered
 * @param waiting the number of samples that wait for delivery, including those in memory
 * @param inFlight the number of samples that are being delivered now
 * @param inMemory the number of samples that are in memory because they are not yet safe on disk
 * @param lost the number of lost samples, by reason
 * @param difference the number of samples that were read and are in no other account; anything but 0 means that the
 *     accounts are wrong
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
