package io.nephometer.agent.core.spool;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Limits the rate at which samples are delivered from a backlog. An allowance that is not used within one second
 * expires.
 */
final class RateLimiter {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final long aSecond;
    private final LongSupplier nanos;
    private double allowed;
    private long then;

    /**
     * @param aSecond the maximum number of samples per second, or 0 for no limit
     * @param nanos the monotonic clock, which returns nanoseconds
     */
    RateLimiter(long aSecond, LongSupplier nanos) {
        this.aSecond = aSecond;
        this.nanos = nanos;
        this.then = nanos.getAsLong();
        this.allowed = aSecond;
    }

    /** Returns the number of samples that may be taken now. If the number is 0 or less, no samples may be taken. */
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

    /** Returns the time to wait until samples may be taken again. */
    Duration pause() {
        return allowed >= 1 || aSecond == 0
                ? Duration.ZERO
                : Duration.ofNanos((long) ((1 - allowed) * SECOND / aSecond));
    }
}
