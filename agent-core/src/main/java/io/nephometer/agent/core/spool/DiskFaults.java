package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.view.HealthKey;
import java.io.IOException;

/**
 * Records what cannot be written to a spool's disk now. Reports once that the disk accepts nothing, and once that it
 * works again. Set by the spool's writer, read by any thread.
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

    /** Returns whether the folder accepts no batch now. */
    boolean refuses() {
        return refuses;
    }

    /** Returns whether something has failed and must be retried. */
    boolean isAny() {
        return refuses || unsaved;
    }

    /** Returns whether the ledger can be written, as far as is known. */
    boolean saves() {
        return !unsaved;
    }

    boolean isAbandoned() {
        return isAbandoned;
    }

    /** Records that nothing waits for the last round any longer: the next run may use the folder already. */
    void abandon() {
        isAbandoned = true;
    }

    /** @throws IOException if the last round was abandoned: the next run may use the folder already */
    void checkNotAbandoned() throws IOException {
        if (isAbandoned) {
            throw new IOException("the last round was abandoned");
        }
    }

    /** Records that the ledger was written. */
    void saved() {
        unsaved = false;
    }

    /** Records that the folder accepted a batch, or would accept one. */
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

    /** Records that the ledger was not written, or that the names of files are not safe. */
    void failed(IOException e) {
        report(e.getMessage());
        unsaved = true;
        synchronized (lock) {
            contents.unsaved = true;
            contents.withdrawReports(clock.now());
        }
    }

    /** Records that a round of writing is stuck. */
    void stuck(String why) {
        report(why);
        unsaved = true;
    }

    /** Reports that the disk works again, if it does. */
    void roundEnded() {
        if (!isAny() && isReported) {
            isReported = false;
            health.recovered(key);
        }
    }

    private void report(String why) {
        if (!isReported && !isAbandoned) { // reports the first fault only: the next ones have other texts
            isReported = true;
            health.failed(key, new IOException("the disk takes nothing (" + why + "); samples are kept in memory"));
        }
    }
}
