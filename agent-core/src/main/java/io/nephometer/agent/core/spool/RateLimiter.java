package io.nephometer.agent.core.spool;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Limits how many samples of a backlog are delivered a second. An allowance that is not used within a second expires.
 */
final class RateLimiter {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final long aSecond;
    private final LongSupplier nanos;
    private double allowed;
    private long then;

    /**
     * @param aSecond samples a second; 0 means no limit
     * @param nanos the monotonic clock
     */
    RateLimiter(long aSecond, LongSupplier nanos) {
        this.aSecond = aSecond;
        this.nanos = nanos;
        this.then = nanos.getAsLong();
        this.allowed = aSecond;
    }

    /** Returns how many samples may be taken now; 0 or less means none. */
    long allowed() {
        if (aSecond == 0) {
            return Long.MAX_VALUE;
        }
        long now = nanos.getAsLong();
        allowed = Math.min(aSecond, allowed + (double) aSecond * (now - then) / SECOND);
        then = now;
        return (long) allowed;
    }

    void took(long samples) {
        allowed -= aSecond == 0 ? 0 : samples;
    }

    /** Returns how long to wait until samples are allowed again. */
    Duration pause() {
        return allowed >= 1 || aSecond == 0
                ? Duration.ZERO
                : Duration.ofNanos((long) ((1 - allowed) * SECOND / aSecond));
    }
}
