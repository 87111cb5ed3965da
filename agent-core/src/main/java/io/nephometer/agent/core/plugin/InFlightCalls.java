package io.nephometer.agent.core.plugin;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the calls that a plugin's service is executing. The service can be released when there are none. Thread-safe.
 */
public final class InFlightCalls {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();

    // guarded by the lock
    private int running;
    private boolean closed;

    /** Begins a call, which {@link #end} must end. Returns false if the service must no longer be called. */
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

    /** Ends a call. */
    public void end() {
        lock.lock();
        try {
            running--;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Refuses further calls. Returns when the running calls have ended, or after the limit. */
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
