package io.nephometer.agent.core.view;

import io.nephometer.api.Meter;
import io.nephometer.hypervisor.Hypervisor.Cost;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The state of the agent at one moment.
 *
 * @param reads the cost of the last reading of each group of the hypervisor's statistics
 * @param unaccountedBytes traffic of interfaces that could not be attributed to an instance
 * @param pollsters by name
 * @param meters the meters that can be polled, sorted by name, each with the name of the pollster that provides it
 * @param plugins name and version of each plugin, sorted
 * @param sinks those that have transformers
 * @param quarantined returns the quarantined batches of each route, by the route's name; reads the directories of the
 *     spools at each call
 */
public record AgentReport(
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
        List<Deployment> deployments,
        Map<HealthKey, String> problems,
        Supplier<Map<String, List<Quarantine>>> quarantined) {

    /**
     * The pipeline in force, and the state of its file.
     *
     * @param generation how many valid files were applied since the start
     * @param problems the mistakes in the current file, as {@code FILE:LINE:COLUMN: what}; empty if it is in force
     * @param sinks the number of sinks
     */
    public record PipelineState(int generation, List<String> problems, List<Source> sources, int sinks) {}

    /**
     * The state of the polling task of one interval.
     *
     * @param sources names of the sources that it polls
     * @param last when its last turn was due; null before the first one
     * @param took how long the last turn took
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
