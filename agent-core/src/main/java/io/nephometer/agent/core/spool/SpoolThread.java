package io.nephometer.agent.core.spool;

import java.time.Duration;

/** The thread that runs a spool's writer whenever work is due, and once more when the spool is closed. */
final class SpoolThread {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final SpoolWriter writer;
    private final SpoolContents contents;
    private final Object lock;
    private final SpoolClock clock;
    private final Thread thread;
    private boolean retries;
    private boolean records; // whether the next round writes the ledger alone
    private boolean closing;
    private volatile long busySince; // steady milliseconds; 0 while idle

    /** @param lock the object that serves as the lock for the contents and is notified of each change */
    SpoolThread(String route, SpoolWriter writer, SpoolContents contents, Object lock, SpoolClock clock) {
        this.writer = writer;
        this.contents = contents;
        this.lock = lock;
        this.clock = clock;
        this.thread = new Thread(this::work, "nephometer-" + route + "-spool");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** Returns how long the current round has taken so far. */
    Duration busy() {
        long since = busySince;
        return since == 0 ? Duration.ZERO : Duration.ofMillis(clock.steadyMillis() - since);
    }

    /** Causes the writer to retry all failed operations. */
    void retry() {
        synchronized (lock) {
            retries = true;
            lock.notifyAll();
        }
    }

    /**
     * Waits until the batches in memory occupy no more than the given number of bytes. The caller must hold the lock.
     * The wait ends early if the number of bytes in memory stops decreasing or the disk is not working. A pending
     * interrupt does not shorten the wait and is restored afterwards.
     *
     * @param changed the action that wakes the writer
     */
    void awaitRoom(long maxBytes, Runnable changed) {
        boolean interrupted = Thread.interrupted();
        long before = Long.MAX_VALUE;
        while (contents.unsynced.bytes() > maxBytes
                && contents.unsynced.bytes() < before // the number of bytes is decreasing
                && thread.isAlive()
                && !writer.faults().isAny()) {
            before = contents.unsynced.bytes();
            try {
                changed.run();
                long end = clock.steadyMillis() + PATIENCE.toMillis();
                for (long left = PATIENCE.toMillis(); left > 0 && contents.unsynced.bytes() == before; ) {
                    lock.wait(left);
                    left = end - clock.steadyMillis();
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits for the last round to end, but no longer than the given limit. A pending interrupt does not shorten the
     * wait and is restored afterwards.
     */
    void close(Duration limit) {
        synchronized (lock) {
            closing = true;
            writer.finish();
            lock.notifyAll();
        }
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(limit.toMillis());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (thread.isAlive()) {
            writer.faults().abandon();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        while (await()) {
            if (records) {
                writer.record();
            } else {
                writer.round();
            }
            busySince = 0;
        }
        writer.round();
    }

    /** Waits until work is due. Returns false if the next round is the last one. */
    private boolean await() {
        synchronized (lock) {
            while (!closing && !isDue()) {
                try {
                    lock.wait();
                } catch (InterruptedException e) { // not intended for this thread, which must not end
                }
            }
            records = writer.faults().isAny() && !retries;
            retries = false;
            busySince = Math.max(1, clock.steadyMillis());
            return !closing;
        }
    }

    private boolean isDue() {
        return writer.faults().isAny() ? retries || writer.faults().saves() && contents.unsaved : contents.owes();
    }
}
