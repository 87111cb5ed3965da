package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.health.HealthKey;
import io.nephometer.agent.core.spool.file.SpoolFolder;
import io.nephometer.agent.core.spool.ledger.LossReason;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** The space that a spool has on its disk: bounded, and what others leave of it. */
final class DiskSpace {

    private final HealthKey key;
    private final SpoolFolder folder;
    private final SpoolLimits bounds;
    private final SpoolContents contents;
    private final Object lock;
    private final SpoolClock clock;
    private final Health health;

    /** @param lock that guards the contents */
    DiskSpace(
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
     * Lets the oldest go where there is no room for so many bytes more; false if there is none all the same.
     *
     * @param save writes the ledger, which says what has gone; false if it cannot: then nothing goes, for it would be there
     *     again in the next run
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
        if (crowded && freed < space) { // not more than it needs: others have filled the disk
            synchronized (lock) {
                freed += contents.drop(space - freed, LossReason.DISK, clock.now());
            }
        }
        if (freed > 0) {
            String why = crowded ? "the disk is full" : "spool_max_bytes is reached";
            health.failed(key, new IOException(why + "; the oldest samples go"));
            save.getAsBoolean();
        } else {
            health.recovered(key);
        }
        return !crowded || freed >= space;
    }

    /** Whether others have filled the disk. */
    boolean isCrowded() {
        return free() < 0;
    }

    /** Bytes that may be written; negative if others need them. */
    private long free() {
        return folder.free() - bounds.free(folder);
    }
}
