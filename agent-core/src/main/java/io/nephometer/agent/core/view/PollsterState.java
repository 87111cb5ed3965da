package io.nephometer.agent.core.view;

import java.time.Duration;

/**
 * The state of a pollster.
 *
 * @param version the version of its bundle
 * @param meters the number of meters that it declares
 * @param waits whether one of its default discoveries fails
 * @param trouble why it fails; empty if it does not
 */
public record PollsterState(String name, String version, int meters, Tally tally, boolean waits, String trouble) {

    /**
     * The counters of a pollster since the start of the agent.
     *
     * @param turns the number of turns in which the pollster was called
     * @param samples the number of valid samples, without derived ones
     * @param rejected the number of samples that were dropped as invalid: not finite, undeclared, too many
     * @param failures the number of failed calls
     * @param missed the number of turns in which the pollster was not called, because it was busy with an earlier turn
     *     or rested
     * @param took the duration of the last call
     * @param cpu the processor time of the pollster's threads, without that of the hypervisor's native library
     * @param rest for how long the pollster was to rest after its last call
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
