package io.nephometer.agent.core.polling;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Counters of each pollster's work since the start of the agent. Thread-safe. */
public final class PollsterStats {

    /**
     * The counters of one pollster.
     *
     * @param turns the number of turns in which the pollster was called
     * @param samples the number of valid samples, without derived ones
     * @param rejected the number of samples that were dropped as invalid: not finite, undeclared, too many
     * @param failures the number of failed calls
     * @param lastDuration the duration of the last call
     * @param cpu the processor time of the pollster's threads, without that of the hypervisor's native library
     * @param missed the number of turns in which the pollster was not called, because it was busy with an earlier turn
     *     or rested
     * @param rest for how long the pollster was to rest after its last call
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
