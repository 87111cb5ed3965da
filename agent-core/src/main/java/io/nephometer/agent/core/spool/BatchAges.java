package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.spool.file.BatchFile;
import java.time.Duration;
import java.util.TreeMap;

/**
 * Computes how long batches have waited, so that a step of the wall clock makes no batch old. The age of batches of
 * this run is measured by the monotonic clock, that of earlier runs by the wall clock once it has run steadily for a
 * while.
 */
final class BatchAges {

    private static final Duration CREDIBLE = Duration.ofMinutes(10);
    private static final long STEP = 1_000; // ms; no clock is slewed by this much between two calls

    private final SpoolClock clock;
    private final long opened;

    /** Offsets of the wall clock, by the first number that was written under each. */
    private final TreeMap<Long, Long> offsets = new TreeMap<>();

    private long offset;
    private long steadySince;

    BatchAges(SpoolClock clock) {
        this.clock = clock;
        this.opened = clock.steadyMillis();
        this.offset = clock.offset();
        this.steadySince = opened;
    }

    /** Records the clocks for a new batch. Call this for each appended batch. */
    void appended(BatchFile batch) {
        long now = batch.written() - clock.steadyMillis();
        if (offsets.isEmpty() || Math.abs(now - offsets.lastEntry().getValue()) > STEP) {
            offsets.put(batch.first(), now);
        }
    }

    /** Detects steps of the wall clock. Call this about once a second. */
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
