package io.nephometer.agent.core.shell.text;

import io.nephometer.agent.core.health.HealthKey;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.polling.PollsterStats;
import io.nephometer.agent.core.route.RouteState;
import io.nephometer.agent.core.schedule.Scheduler;
import io.nephometer.agent.core.sink.SinkState;
import io.nephometer.agent.core.spool.Quarantine;
import io.nephometer.agent.core.view.AgentReport;
import io.nephometer.agent.core.view.Deployment;
import io.nephometer.api.Pollster;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Formats the agent's state as maps for JSON. */
public final class StatusJson {

    private StatusJson() {}

    public static Map<String, Object> of(AgentReport status, Instant now) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("version", status.identity().version());
        map.put("host", status.identity().host());
        map.put("epoch", status.identity().epoch());
        map.put("started", status.identity().started());
        map.put("now", now);
        map.put("hypervisor", status.hypervisor());
        map.put("reads", ReadCostsText.maps(status.costs()));
        map.put("unaccounted_bytes", status.costs().unaccountedBytes());
        Map<String, Object> pipelineMap = new LinkedHashMap<>();
        pipelineMap.put("generation", status.file().generation());
        pipelineMap.put("problems", status.file().problems());
        map.put("pipeline", pipelineMap);
        map.put("tasks", status.tasks().stream().map(StatusJson::map).toList());
        map.put(
                "pollsters",
                status.pollsters().stream()
                        .map(pollster -> map(pollster, status))
                        .toList());
        map.put("sinks", status.sinks().stream().map(StatusJson::map).toList());
        map.put("routes", status.routes().stream().map(StatusJson::map).toList());
        map.put(
                "aside",
                status.quarantined().get().values().stream()
                        .flatMap(List::stream)
                        .map(Quarantine::map)
                        .toList());
        map.put("plugins", status.plugins());
        map.put("deploy", status.deployments().stream().map(StatusJson::map).toList());
        map.put("troubles", texts(status.problems()));
        return map;
    }

    private static Map<String, Object> map(Scheduler.TaskState task) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("interval", seconds(task.interval()));
        map.put("sources", task.sources());
        map.put("turns", task.turns());
        map.put("skipped", task.skipped());
        map.put("last", task.lastDue());
        map.put("took", seconds(task.lastDuration()));
        map.put("next", task.next());
        return map;
    }

    private static Map<String, Object> map(Plugin<Pollster> pollster, AgentReport status) {
        PollsterStats.Tally tally = status.stats().of(pollster.name());
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", pollster.name());
        map.put("version", pollster.version());
        map.put("meters", pollster.service().meters().size());
        map.put("turns", tally.turns());
        map.put("samples", tally.samples());
        map.put("rejected", tally.rejected());
        map.put("failures", tally.failures());
        map.put("missed", tally.missed());
        map.put("took", seconds(tally.lastDuration()));
        map.put("cpu", seconds(tally.cpu()));
        map.put("rest", seconds(tally.rest()));
        map.put("state", StatusText.state(pollster, status));
        return map;
    }

    private static Map<String, Object> map(Deployment deployment) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("file", deployment.file());
        map.put("bundle", deployment.bundle().orElse(null));
        map.put("state", deployment.state());
        map.put("offers", deployment.offers());
        map.put("waits", deployment.waits());
        map.put("refused", deployment.refused().orElse(null));
        map.put("since", deployment.since());
        return map;
    }

    private static Map<String, Object> map(SinkState sink) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", sink.name());
        map.put("transformers", sink.lineage().size());
        map.put("waits", sink.waits());
        map.put("held", sink.held() + sink.inTransformers());
        map.put("in_transformers", sink.inTransformers());
        map.put("dropped", sink.dropped());
        map.put("state", StatusText.state(sink));
        map.put("trouble", sink.trouble());
        return map;
    }

    private static Map<String, Object> map(RouteState route) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", route.name());
        map.put("in_pipeline", route.inPipeline());
        map.put("offered", route.offered());
        map.put("read", route.read());
        map.put("delivered", route.delivered());
        map.put("waiting", route.waiting());
        map.put("in_flight", route.inFlight());
        map.put("held", route.held());
        map.put("lost", route.lost());
        route.spool().ifPresent(spool -> {
            map.put("lost_by", spool.lost());
            map.put("difference", spool.difference());
            map.put("waiting_bytes", spool.bytes());
            map.put("in_memory", spool.inMemory());
            map.put("oldest", spool.oldest().orElse(null));
        });
        map.put("state", StatusText.state(route));
        map.put("trouble", route.trouble());
        return map;
    }

    private static Map<String, String> texts(Map<HealthKey, String> problems) {
        Map<String, String> texts = new LinkedHashMap<>();
        problems.forEach((what, why) -> texts.merge(what.toString(), why, (one, other) -> one + "; " + other));
        return texts;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
