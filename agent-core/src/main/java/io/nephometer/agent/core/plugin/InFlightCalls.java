package io.nephometer.agent.core.plugin;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The calls that a plugin's service is in the middle of: it can go when there are none. */
public final class InFlightCalls {

    private int running;
    private boolean closed;

    /** Whether the service may be called; then {@link #end} follows. */
    public synchronized boolean begin() {
        if (!closed) {
            running++;
        }
        return !closed;
    }

    public synchronized void end() {
        running--;
        notifyAll();
    }

    /** From now on no call begins; returns when those that run have ended, or after the limit. */
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
