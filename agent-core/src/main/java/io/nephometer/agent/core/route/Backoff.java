package io.nephometer.agent.core.route;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: anything between nothing and a limit that doubles with each failure (full
 * jitter), so that a fleet of agents does not come back to its broker at once.
 */
final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(60);

    /** A link that held so long was stable: the next failure is a first one. */
    private static final Duration STABLE = Duration.ofSeconds(60);

    private final RandomGenerator random;
    private int failures;
    private long worksSince;
    private boolean works;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** @param nanos now, on the monotonic clock */
    void succeeded(long nanos) {
        if (!works) {
            works = true;
            worksSince = nanos;
        }
        if (nanos - worksSince >= STABLE.toNanos()) {
            failures = 0;
        }
    }

    /** @return how long to wait */
    Duration failed() {
        works = false;
        failures++;
        return within(failures - 1);
    }

    /**
     * How long to wait after one message failed.
     *
     * @param inARow failures since anything went through
     * @param othersGo whether others went through since it is suspected: then it is not the link
     */
    Duration again(int inARow, boolean othersGo) {
        return othersGo ? within(inARow / 4).dividedBy(4) : within(inARow / 2);
    }

    /** The failures before are explained: the next one is a first one. */
    void reset() {
        failures = 0;
    }

    private Duration within(int doublings) {
        long limit = Math.min(MOST.toMillis(), FIRST.toMillis() << Math.min(doublings, 10));
        return Duration.ofMillis(random.nextLong(limit + 1));
    }
}
