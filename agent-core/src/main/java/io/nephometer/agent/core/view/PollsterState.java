package io.nephometer.agent.core.view;

import java.time.Duration;

/**
 * The state of a pollster.
 *
 * @param version the version of the pollster's bundle
 * @param meters the number of meters that the pollster declares
 * @param tally the pollster's counters
 * @param waits whether one of the pollster's default discoveries is failing
 * @param trouble the reason why the pollster is failing, or empty if the pollster is working
 */
public record PollsterState(String name, String version, int meters, Tally tally, boolean waits, String trouble) {

    /**
     * A pollster's counters since the agent started.
     *
     * @param turns the number of turns in which the pollster was called
     * @param samples the number of valid samples, excluding derived samples
     * @param rejected the number of samples that were dropped as invalid, for example because they were not finite,
     *     were undeclared, or exceeded the maximum number
     * @param failures the number of failed calls
     * @param missed the number of turns in which the pollster was not called because it was resting or still busy with
     *     an earlier turn
     * @param took the duration of the last call
     * @param cpu the processor time used by the pollster's threads, excluding the time used by the hypervisor's native
     *     library
     * @param rest the rest period imposed on the pollster after its last call
     */
    public record Tally(
            long turns,
            long samples,
            long rejected,
            long failures,
            long missed,
            Duration took,
            Duration cpu,
            Duration rest) {

        public static final Tally NONE = new Tally(0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }
}
