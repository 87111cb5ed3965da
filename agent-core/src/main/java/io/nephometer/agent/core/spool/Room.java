package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.health.HealthKey;
import java.io.IOException;

/** The space that a spool has on its disk: bounded, and what others leave of it. */
final class Room {

    private final HealthKey key;
    private final Folder folder;
    private final Bounds bounds;
    private final Stock stock;
    private final Object lock;
    private final Time time;
    private final Health health;

    /** @param lock that guards the stock */
    Room(HealthKey key, Folder folder, Bounds bounds, Stock stock, Object lock, Time time, Health health) {
        this.key = key;
        this.folder = folder;
        this.bounds = bounds;
        this.stock = stock;
        this.lock = lock;
        this.time = time;
        this.health = health;
    }

    /** Whether something has to go so that there is room for so many bytes more. */
    boolean lacks(long space) {
        synchronized (lock) {
            if (stock.onDisk() + space > bounds.bytes()) {
                return true;
            }
        }
        return isCrowded(space);
    }

    /**
     * Lets the oldest go where there is no room for so many bytes more; false if there is none all the same.
     *
     * @param save writes the ledger, which says what has gone
     */
    boolean make(long space, Runnable save) {
        long freed;
        synchronized (lock) {
            freed = stock.drop(stock.onDisk() + space - bounds.bytes(), LossReason.FULL, time.now());
        }
        boolean crowded = isCrowded(space - freed);
        if (crowded && freed < space) { // not more than it needs: others have filled the disk
            synchronized (lock) {
                freed += stock.drop(space - freed, LossReason.DISK, time.now());
            }
        }
        if (freed > 0) {
            String why = crowded ? "the disk is full" : "spool_max_bytes is reached";
            health.failed(key, new IOException(why + "; the oldest samples go"));
            save.run();
        } else {
            health.recovered(key);
        }
        return !crowded || freed >= space;
    }

    /** Whether there is no space for so many bytes more. */
    boolean isCrowded(long more) {
        return folder.free() - more < bounds.free(folder);
    }
}
