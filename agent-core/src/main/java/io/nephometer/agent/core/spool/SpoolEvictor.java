package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.spool.file.SpoolFolder;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.LossReason;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** Keeps a spool within its size limit and within the free space on its disk. */
final class SpoolEvictor {

    private final HealthKey key;
    private final SpoolFolder folder;
    private final SpoolLimits bounds;
    private final SpoolContents contents;
    private final Object lock;
    private final SpoolClock clock;
    private final Health health;

    /** @param lock the lock that guards the contents */
    SpoolEvictor(
            HealthKey key,
            SpoolFolder folder,
            SpoolLimits bounds,
            SpoolContents contents,
            Object lock,
            SpoolClock clock,
            Health health) {
        this.key = key;
        this.folder = folder;
        this.bounds = bounds;
        this.contents = contents;
        this.lock = lock;
        this.clock = clock;
        this.health = health;
    }

    /**
     * Makes room for the given number of bytes, dropping the oldest batches if necessary. Returns false if there is
     * still not enough room.
     *
     * @param save a function that writes the ledger and returns whether the attempt succeeded; if the attempt fails, no
     *     batches are dropped, because the next run would find them again
     */
    boolean make(long space, BooleanSupplier save) {
        long free = free();
        long over;
        synchronized (lock) {
            over = contents.onDisk() + space - bounds.bytes();
        }
        if ((over > 0 || free < space) && !save.getAsBoolean()) {
            return false;
        }
        long freed;
        synchronized (lock) {
            freed = contents.drop(over, LossReason.FULL, clock.now());
        }
        boolean crowded = free < space - freed;
        if (crowded && freed < space) { // other users have filled the disk, so only as much as is needed is dropped
            synchronized (lock) {
                freed += contents.drop(space - freed, LossReason.DISK, clock.now());
            }
        }
        if (freed > 0) {
            String why = crowded ? "the disk is full" : "spool_max_bytes is reached";
            health.failed(key, new IOException(why + "; the oldest samples are dropped"));
            save.getAsBoolean();
        } else {
            health.recovered(key);
        }
        return !crowded || freed >= space;
    }

    /** Returns whether the free space on the disk is smaller than the reserve for other users. */
    boolean isCrowded() {
        return free() < 0;
    }

    /**
     * Returns the number of bytes that may be written. The number is negative if the free space is smaller than the
     * reserve.
     */
    private long free() {
        return folder.free() - bounds.free(folder);
    }
}
