package io.nephometer.agent.core.route;

import io.nephometer.agent.core.spool.file.BatchFile;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Schedules retries for batches that could not be read. The first retry takes place after one second; the delay then
 * doubles with each retry, up to one minute.
 */
final class BatchReadRetries {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(60);

    private final Set<BatchFile> batches = new LinkedHashSet<>();
    private Duration pause = FIRST;
    private long next;

    boolean isEmpty() {
        return batches.isEmpty();
    }

    /**
     * Adds a batch that could not be read.
     *
     * @param nanos the current reading of the monotonic clock, in nanoseconds
     */
    void add(BatchFile batch, long nanos) {
        if (batches.isEmpty()) {
            pause = FIRST;
            next = nanos + pause.toNanos();
        }
        batches.add(batch);
    }

    void remove(BatchFile batch) {
        batches.remove(batch);
    }

    void clear() {
        batches.clear();
    }

    /** Returns the batches that are due to be read again, or an empty list if it is too early for another attempt. */
    List<BatchFile> due(long nanos) {
        if (batches.isEmpty() || nanos - next < 0) {
            return List.of();
        }
        pause = pause.multipliedBy(2).compareTo(MOST) < 0 ? pause.multipliedBy(2) : MOST;
        next = nanos + pause.toNanos();
        return List.copyOf(batches);
    }

    /**
     * Returns how long to pause when there is nothing else to do. The pause is at most one second, because live batches
     * may arrive in the meantime.
     */
    Duration pause(long nanos) {
        return Duration.ofNanos(Math.max(0, Math.min(next - nanos, FIRST.toNanos())));
    }
}
