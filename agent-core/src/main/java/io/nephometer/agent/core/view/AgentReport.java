package io.nephometer.agent.core.view;

import io.nephometer.agent.core.deploy.Deployment;
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
 * How the agent stands at one moment.
 *
 * @param aside what each route's spool has set aside, looked at when it is asked for
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
        Map<HealthKey, String> troubles,
        Pipeline pipeline,
        Supplier<Map<String, List<Quarantine>>> aside) {

    public AgentReport {
        pollsters =
                pollsters.stream().sorted(Comparator.comparing(Plugin::name)).toList();
    }
}
