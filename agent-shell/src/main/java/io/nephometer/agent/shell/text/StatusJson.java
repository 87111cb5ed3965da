package io.nephometer.agent.shell.text;

import io.nephometer.agent.core.view.AgentReport;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.PollsterState;
import io.nephometer.agent.core.view.RouteState;
import io.nephometer.agent.core.view.SinkState;
import io.nephometer.text.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Converts the agent's state to maps for JSON output. */
public final class StatusJson {

    private StatusJson() {}

    public static Map<String, Object> of(AgentReport status) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("version", status.identity().version());
        map.put("host", status.identity().host());
        map.put("epoch", status.identity().epoch());
        map.put("started", status.identity().started());
        map.put("now", status.now().wall());
        map.put("hypervisor", status.hypervisor());
        map.put("reads", ReadCostsText.fields(status.reads()));
        map.put("unaccounted_bytes", status.unaccountedBytes());
        Map<String, Object> pipelineMap = new LinkedHashMap<>();
        pipelineMap.put("generation", status.pipeline().generation());
        pipelineMap.put("problems", status.pipeline().problems());
        map.put("pipeline", pipelineMap);
        map.put("tasks", status.tasks());
        map.put("pollsters", status.pollsters().stream().map(StatusJson::map).toList());
        map.put("sinks", status.sinks().stream().map(StatusJson::map).toList());
        map.put("routes", status.routes().stream().map(StatusJson::map).toList());
        map.put(
                "aside",
                status.quarantined().get().values().stream()
                        .flatMap(List::stream)
                        .toList());
        map.put("plugins", status.plugins());
        map.put("deploy", status.deployments());
        map.put("troubles", texts(status.problems()));
        return map;
    }

    private static Map<String, Object> map(PollsterState pollster) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", pollster.name());
        map.put("version", pollster.version());
        map.put("meters", pollster.meters());
        map.putAll(JsonWriter.fields(pollster.tally()));
        map.put("state", StatusText.state(pollster));
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
}
