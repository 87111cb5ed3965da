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
     * @param turns turns in which it was called
     * @param samples valid samples, without derived ones
     * @param rejected samples that were dropped as invalid: not finite, undeclared, too many
     * @param failures calls that failed
     * @param missed turns in which it was not called, because it was busy with an earlier one or rested
     * @param took how long its last call took
     * @param cpu processor time of its threads, without that of the hypervisor's native library
     * @param rest how long it was to rest after its last call
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
