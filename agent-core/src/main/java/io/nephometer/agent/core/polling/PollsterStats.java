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
     * @param turns turns in which it was called
     * @param samples valid samples, without derived ones
     * @param rejected samples that were dropped as invalid: not finite, undeclared, too many
     * @param failures calls that failed
     * @param lastDuration how long its last call took
     * @param cpu processor time of its threads, without that of the hypervisor's native library
     * @param missed turns in which it was not called, because it was busy with an earlier one or rested
     * @param rest how long it was to rest after its last call
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
