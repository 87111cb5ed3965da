package io.nephometer.agent.core.route;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Computes the delay before the next attempt. The delay is a random duration below a limit that doubles with each
 * failure (full jitter), which prevents the agents in a fleet from all reconnecting to the broker at once.
 */
final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(60);

    /** The time after which a working link is considered stable and the failure count is reset. */
    private static final Duration STABLE = Duration.ofSeconds(60);

    private final RandomGenerator random;
    private int failures;
    private long worksSince;
    private boolean works;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Records a success.
     *
     * @param nanos the current reading of the monotonic clock, in nanoseconds
     */
    void succeeded(long nanos) {
        if (!works) {
            works = true;
            worksSince = nanos;
        }
        if (nanos - worksSince >= STABLE.toNanos()) {
            failures = 0;
        }
    }

    /** Records a failure and returns the delay before the next attempt. */
    Duration failed() {
        works = false;
        failures++;
        return within(failures - 1);
    }

    /**
     * Returns the delay to apply after a single message has failed.
     *
     * @param inARow the number of failures since the last successful delivery
     * @param othersGo whether the link is known to work because another message was delivered or the receiver
     *     permanently rejected a message
     */
    Duration again(int inARow, boolean othersGo) {
        return othersGo ? within(inARow / 4).dividedBy(4) : within(inARow / 2);
    }

    /**
     * Resets the failure count when the cause of the failures is known. The next failure is then treated as the first
     * one.
     */
    void reset() {
        failures = 0;
    }

    private Duration within(int doublings) {
        long limit = Math.min(MOST.toMillis(), FIRST.toMillis() << Math.min(doublings, 10));
        return Duration.ofMillis(random.nextLong(limit + 1));
    }
}
