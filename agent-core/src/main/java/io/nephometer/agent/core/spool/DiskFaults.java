package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.view.HealthKey;
import java.io.IOException;

/**
 * Tracks which kinds of writes to a spool's disk are currently failing. A failure is reported when the disk stops
 * accepting data, and a recovery is reported when the disk works again. The state is updated by the spool's writer and
 * may be read by any thread.
 */
final class DiskFaults {

    private final HealthKey key;
    private final SpoolLimits bounds;
    private final SpoolContents contents;
    private final Object lock;
    private final SpoolClock clock;
    private final Health health;
    private volatile boolean unsaved; // whether writing the ledger or syncing the names failed
    private volatile boolean isReported;
    private volatile boolean refuses; // whether writing a batch failed
    private volatile boolean isAbandoned;

    /** @param lock the lock that guards the contents */
    DiskFaults(
            HealthKey key, SpoolLimits bounds, SpoolContents contents, Object lock, SpoolClock clock, Health health) {
        this.key = key;
        this.bounds = bounds;
        this.contents = contents;
        this.lock = lock;
        this.clock = clock;
        this.health = health;
    }

    /** Returns whether the folder currently rejects batches. */
    boolean refuses() {
        return refuses;
    }

    /** Returns whether any write has failed and must be retried. */
    boolean isAny() {
        return refuses || unsaved;
    }

    /** Returns whether the ledger is believed to be writable. */
    boolean saves() {
        return !unsaved;
    }

    boolean isAbandoned() {
        return isAbandoned;
    }

    /**
     * Records that the agent is no longer waiting for the last round to end. The next run may already be using the
     * folder.
     */
    void abandon() {
        isAbandoned = true;
    }

    /**
     * @throws IOException if the last round was abandoned, in which case the next run may already be using the folder
     */
    void checkNotAbandoned() throws IOException {
        if (isAbandoned) {
            throw new IOException("the last round was abandoned");
        }
    }

    /** Records that the ledger was written. */
    void saved() {
        unsaved = false;
    }

    /** Records that the folder has accepted or would accept a batch. */
    void tookBatch() {
        refuses = false;
    }

    /** Records that the folder did not accept a batch. */
    void refused(String why) {
        report(why);
        refuses = true;
        synchronized (lock) {
            contents.unsaved = true;
            contents.settleAll();
            contents.dropFromMemory(bounds.memory(), clock.now());
        }
    }

    /** Records that the ledger could not be written or that file names may not survive a power failure. */
    void failed(IOException e) {
        report(e.getMessage());
        unsaved = true;
        synchronized (lock) {
            contents.unsaved = true;
            contents.withdrawReports(clock.now());
        }
    }

    /** Records that a round of writes is stuck. */
    void stuck(String why) {
        report(why);
        unsaved = true;
    }

    /** Reports that the disk has recovered if a fault was reported and no faults remain. */
    void roundEnded() {
        if (!isAny() && isReported) {
            isReported = false;
            health.recovered(key);
        }
    }

    private void report(String why) {
        if (!isReported && !isAbandoned) { // only the first fault is reported, because later ones have other texts
            isReported = true;
            health.failed(key, new IOException("the disk accepts no data (" + why + "); samples are kept in memory"));
        }
    }
}
