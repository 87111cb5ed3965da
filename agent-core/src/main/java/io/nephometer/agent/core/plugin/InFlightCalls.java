package io.nephometer.agent.core.plugin;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the running calls to a plugin's service. The service can be released once no call is running. Thread-safe. */
public final class InFlightCalls {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();

    // guarded by the lock
    private int running;
    private boolean closed;

    /**
     * Begins a call if calls are still accepted. Returns true if the call has begun; the caller must then end the call
     * with {@link #end}.
     */
    public boolean begin() {
        lock.lock();
        try {
            if (!closed) {
                running++;
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a call that was begun with {@link #begin}. */
    public void end() {
        lock.lock();
        try {
            running--;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Rejects further calls and waits until the running calls have ended or the time limit has passed. */
    public void close(Duration limit) {
        lock.lock();
        try {
            closed = true;
            long left = limit.toNanos();
            while (running > 0 && left > 0) {
                left = ended.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
