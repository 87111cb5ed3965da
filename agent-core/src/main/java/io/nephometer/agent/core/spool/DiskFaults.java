package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.view.HealthKey;
import java.io.IOException;

/**
 * What the disk of a spool does not take now. Reports once that it takes nothing, and once that it does again. Set by the
 * spool's writer, read by any thread.
 */
final class DiskFaults {

    private final HealthKey key;
    private final SpoolLimits bounds;
    private final SpoolContents contents;
    private final Object lock;
    private final SpoolClock clock;
    private final Health health;
    private volatile boolean unsaved; // the ledger or the names: that failed
    private volatile boolean isReported;
    private volatile boolean refuses; // batches
    private volatile boolean isAbandoned;

    /** @param lock that guards the contents */
    DiskFaults(
            HealthKey key, SpoolLimits bounds, SpoolContents contents, Object lock, SpoolClock clock, Health health) {
        this.key = key;
        this.bounds = bounds;
        this.contents = contents;
        this.lock = lock;
        this.clock = clock;
        this.health = health;
    }

    /** Returns whether the folder takes no batch now. */
    boolean refuses() {
        return refuses;
    }

    /** Returns whether something has failed that is to be tried again. */
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

    /** Nothing waits for the last round any more: the folder may be in use again. */
    void abandon() {
        isAbandoned = true;
    }

    /** @throws IOException if the last round was abandoned: the next run may have the folder by now */
    void checkNotAbandoned() throws IOException {
        if (isAbandoned) {
            throw new IOException("it was given up");
        }
    }

    /** The ledger was written. */
    void saved() {
        unsaved = false;
    }

    /** The folder took a batch, or would. */
    void tookBatch() {
        refuses = false;
    }

    /** The folder did not take a batch. */
    void refused(String why) {
        report(why);
        refuses = true;
        synchronized (lock) {
            contents.unsaved = true;
            contents.settleAll();
            contents.dropFromMemory(bounds.memory(), clock.now());
        }
    }

    /** The ledger was not written, or the names of files are not safe. */
    void failed(IOException e) {
        report(e.getMessage());
        unsaved = true;
        synchronized (lock) {
            contents.unsaved = true;
            contents.withdrawReports(clock.now());
        }
    }

    /** A round does not end. */
    void isStuck(String why) {
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
        if (!isReported && !isAbandoned) { // else it is known, and would be reported in other words each time
            isReported = true;
            health.failed(key, new IOException("the disk takes nothing (" + why + "); samples are kept in memory"));
        }
    }
}
