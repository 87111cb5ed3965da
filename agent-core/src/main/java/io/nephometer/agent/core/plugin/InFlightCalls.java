package io.nephometer.agent.core.plugin;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Counts the calls that a plugin's service is executing. The service can be released when there are none. Thread-safe.
 */
public final class InFlightCalls {

    private int running;
    private boolean closed;

    /** Begins a call, which {@link #end} must end. Returns false if the service may not be called any more. */
    public synchronized boolean begin() {
        if (!closed) {
            running++;
        }
        return !closed;
    }

    /** Ends a call. */
    public synchronized void end() {
        running--;
        notifyAll();
    }

    /** Refuses further calls. Returns when the running calls have ended, or after the limit. */
    public synchronized void close(Duration limit) {
        closed = true;
        long end = System.nanoTime() + limit.toNanos();
        try {
            for (long left = limit.toNanos(); running > 0 && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
