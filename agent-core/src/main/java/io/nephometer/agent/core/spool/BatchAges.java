package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.spool.file.BatchFile;
import java.time.Duration;
import java.util.TreeMap;

/**
 * Determines whether a batch has waited too long, even if the wall clock jumps. The age of a batch from the current run
 * is measured with the monotonic clock. The age of a batch from an earlier run is measured with the wall clock after
 * that clock has run for ten minutes without a jump.
 */
final class BatchAges {

    private static final Duration CREDIBLE = Duration.ofMinutes(10);
    private static final long STEP = 1_000; // ms; no clock is slewed by this much between two calls

    private final SpoolClock clock;
    private final long opened;

    /**
     * The wall clock's offsets from the monotonic clock, keyed by the number of the first message appended while each
     * offset applied.
     */
    private final TreeMap<Long, Long> offsets = new TreeMap<>();

    private long offset;
    private long steadySince;

    BatchAges(SpoolClock clock) {
        this.clock = clock;
        this.opened = clock.steadyMillis();
        this.offset = clock.offset();
        this.steadySince = opened;
    }

    /** Records the wall clock's offset for a new batch. Call this method for each appended batch. */
    void appended(BatchFile batch) {
        long now = batch.written() - clock.steadyMillis();
        if (offsets.isEmpty() || Math.abs(now - offsets.lastEntry().getValue()) > STEP) {
            offsets.put(batch.first(), now);
        }
    }

    /** Detects jumps in the wall clock. Call this method about once a second. */
    void checkClock() {
        long now = clock.offset();
        if (Math.abs(now - offset) > STEP) {
            steadySince = clock.steadyMillis();
        }
        offset = now;
    }

    boolean isOlder(BatchFile batch, Duration age) {
        long now = clock.steadyMillis();
        var ofThisRun = offsets.floorEntry(batch.first());
        if (ofThisRun != null) {
            return now - (batch.written() - ofThisRun.getValue()) > age.toMillis();
        }
        boolean credible = now - steadySince >= CREDIBLE.toMillis();
        return now - opened > age.toMillis() || credible && clock.wall().millis() - batch.written() > age.toMillis();
    }
}
