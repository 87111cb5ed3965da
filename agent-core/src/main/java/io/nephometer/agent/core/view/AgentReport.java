package io.nephometer.agent.core.view;

import io.nephometer.agent.core.health.HealthKey;
import io.nephometer.agent.core.pipeline.Pipeline;
import io.nephometer.agent.core.pipeline.PipelineFile;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.polling.PollsterStats;
import io.nephometer.agent.core.route.RouteState;
import io.nephometer.agent.core.schedule.Scheduler;
import io.nephometer.agent.core.sink.SinkState;
import io.nephometer.agent.core.spool.Quarantine;
import io.nephometer.api.Pollster;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The state of the agent at one moment.
 *
 * @param quarantined returns the quarantined batches of each route, by the route's name; reads the directories of the
 *     spools at each call
 */
public record AgentReport(
        Identity identity,
        String hypervisor,
        ReadCosts costs,
        PipelineFile.State file,
        List<Scheduler.TaskState> tasks,
        Collection<Plugin<Pollster>> pollsters,
        List<String> plugins,
        PollsterStats stats,
        List<SinkState> sinks,
        List<RouteState> routes,
        List<Deployment> deployments,
        Map<HealthKey, String> problems,
        Pipeline pipeline,
        Supplier<Map<String, List<Quarantine>>> quarantined) {

    public AgentReport {
        pollsters =
                pollsters.stream().sorted(Comparator.comparing(Plugin::name)).toList();
    }
}
