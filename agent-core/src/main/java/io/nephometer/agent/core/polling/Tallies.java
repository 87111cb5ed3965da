package io.nephometer.agent.core.polling;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What each pollster has done since the agent's start. */
public final class Tallies {

    /**
     * @param samples that it read, derived ones not counted
     * @param rejected samples that were none: not finite, undeclared, too many
     * @param lastDuration of its last turn
     * @param cpu time that it took in all its turns
     */
    public record Tally(long turns, long samples, long rejected, long failures, Duration lastDuration, Duration cpu) {

        public static final Tally NONE = new Tally(0, 0, 0, 0, Duration.ZERO, Duration.ZERO);

        Tally success(int read, int bad, Duration duration) {
            return new Tally(turns + 1, samples + read, rejected + bad, failures, duration, cpu);
        }

        Tally failure(Duration duration) {
            return new Tally(turns + 1, samples, rejected, failures + 1, duration, cpu);
        }
    }

    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();

    void success(String pollster, int read, int bad, Duration duration) {
        tallies.compute(pollster, (name, tally) -> (tally == null ? Tally.NONE : tally).success(read, bad, duration));
    }

    void failure(String pollster, Duration duration) {
        tallies.compute(pollster, (name, tally) -> (tally == null ? Tally.NONE : tally).failure(duration));
    }

    public Tally of(String pollster) {
        return tallies.getOrDefault(pollster, Tally.NONE);
    }
}
