package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.spool.ledger.LossReason;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How a spool stands, in samples since it was first used but where said otherwise.
 *
 * @param batches that are here, and the bytes that they take
 * @param waiting those in memory among them
 * @param lost by reason
 * @param difference what was read and is in none of the other accounts: 0, or the accounts are wrong
 * @param oldest when the oldest that is here was written
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
