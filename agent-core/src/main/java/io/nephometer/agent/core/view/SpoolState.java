package io.nephometer.agent.core.view;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The state of a spool. Counts are in samples since the spool was first used, unless noted otherwise.
 *
 * @param batches the number of batches in the spool
 * @param bytes the bytes that they take on disk
 * @param waiting samples that wait, including those in memory
 * @param lost lost samples by reason
 * @param difference samples that were read and are in no other account: 0, or the accounts are wrong
 * @param oldest when the oldest batch was written
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
