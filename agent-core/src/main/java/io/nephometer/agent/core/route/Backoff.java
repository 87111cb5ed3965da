package io.nephometer.agent.core.route;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Computes how long to wait before the next attempt: a random time below a limit that doubles with each failure (full
 * jitter), so that a fleet of agents does not return to its broker all at once.
 */
final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(60);

    /** A link that worked for this long was stable: the next failure counts as the first. */
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
     * @param nanos now, on the monotonic clock
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

    /** Records a failure, and returns how long to wait. */
    Duration failed() {
        works = false;
        failures++;
        return within(failures - 1);
    }

    /**
     * Returns how long to wait after one message failed.
     *
     * @param inARow the number of failures since the last delivery
     * @param othersGo whether other messages were delivered since this one is suspected: then the link works
     */
    Duration again(int inARow, boolean othersGo) {
        return othersGo ? within(inARow / 4).dividedBy(4) : within(inARow / 2);
    }

    /** Forgets the failures so far, because their cause is known: the next failure counts as the first. */
    void reset() {
        failures = 0;
    }

    private Duration within(int doublings) {
        long limit = Math.min(MOST.toMillis(), FIRST.toMillis() << Math.min(doublings, 10));
        return Duration.ofMillis(random.nextLong(limit + 1));
    }
}
