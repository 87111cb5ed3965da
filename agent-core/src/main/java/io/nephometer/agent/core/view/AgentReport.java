package io.nephometer.agent.core.view;

import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Hypervisor.Cost;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A snapshot of the agent's state.
 *
 * @param now the time of the snapshot
 * @param identity the identity of the agent's current run
 * @param hypervisor the one-line status of the hypervisor
 * @param reads for each group of hypervisor statistics, the cost of the latest read
 * @param unaccountedBytes the network traffic, in bytes, that could not be attributed to any instance
 * @param pollsters the states of the pollsters, sorted by name
 * @param meters the meters that can be polled, sorted by name, each with the name of the pollster that provides it
 * @param plugins the names and versions of all plugins, sorted by name
 * @param sinks the states of the sinks that have transformers
 * @param problems the current failures and their reasons
 * @param quarantined the supplier of the quarantined files, keyed by route name; each call to the supplier reads the
 *     spool directories
 */
public record AgentReport(
        Moment now,
        Identity identity,
        String hypervisor,
        List<Cost> reads,
        long unaccountedBytes,
        PipelineState pipeline,
        List<TaskState> tasks,
        List<PollsterState> pollsters,
        Map<Meter, String> meters,
        List<String> plugins,
        List<SinkState> sinks,
        List<RouteState> routes,
        List<JarStatus> deployments,
        Map<HealthKey, String> problems,
        Supplier<Map<String, List<QuarantineFolder>>> quarantined) {

    /**
     * The pipeline in force and the state of its file.
     *
     * @param generation the number of valid pipeline files that have been applied since the agent started
     * @param problems the mistakes in the current file, in the form {@code FILE:LINE:COLUMN: what}, or empty if the
     *     file is in force
     * @param sources the sources of the pipeline in force
     * @param sinks the number of sinks in the pipeline in force
     */
    public record PipelineState(int generation, List<String> problems, List<Source> sources, int sinks) {}

    /**
     * The state of the polling task for one interval.
     *
     * @param sources the names of the sources that the task polls
     * @param skipped the number of due times that passed without a turn
     * @param last the time at which the last turn was due; null before the first turn
     * @param took the duration of the last turn
     */
    public record TaskState(
            Duration interval,
            List<String> sources,
            long turns,
            long skipped,
            Instant last,
            Duration took,
            Instant next) {}
}
