package io.nephometer.agent.core.polling;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** What each pollster has done since the agent's start. */
public final class PollsterStats {

    /**
     * @param turns in which it was asked
     * @param samples that it read, derived ones not counted
     * @param rejected samples that were none: not finite, undeclared, too many
     * @param lastDuration of its last turn
     * @param cpu processor time of its threads; what the hypervisor's library needs is not in it
     * @param missed turns in which it was not asked: it was busy with an earlier one, or rested
     * @param rest for how long it was to rest when it was last asked in vain
     */
    public record Tally(
            long turns,
            long samples,
            long rejected,
            long failures,
            Duration lastDuration,
            Duration cpu,
            long missed,
            Duration rest) {

        public static final Tally NONE = new Tally(0, 0, 0, 0, Duration.ZERO, Duration.ZERO, 0, Duration.ZERO);

        Tally success(SampleValidator validator, Duration took) {
            return new Tally(
                    turns + 1,
                    samples + validator.sound().size(),
                    rejected + validator.rejected(),
                    failures,
                    took,
                    cpu,
                    missed,
                    rest);
        }

        Tally failure(Duration took) {
            return new Tally(turns + 1, samples, rejected, failures + 1, took, cpu, missed, rest);
        }

        Tally miss() {
            return new Tally(turns, samples, rejected, failures, lastDuration, cpu, missed + 1, rest);
        }

        Tally resting(Duration now) {
            return new Tally(turns, samples, rejected, failures, lastDuration, cpu, missed, now);
        }

        Tally used(Duration more) {
            return new Tally(turns, samples, rejected, failures, lastDuration, cpu.plus(more), missed, rest);
        }
    }

    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();

    void change(String pollster, UnaryOperator<Tally> change) {
        tallies.compute(pollster, (name, tally) -> change.apply(tally == null ? Tally.NONE : tally));
    }

    public Tally of(String pollster) {
        return tallies.getOrDefault(pollster, Tally.NONE);
    }
}
