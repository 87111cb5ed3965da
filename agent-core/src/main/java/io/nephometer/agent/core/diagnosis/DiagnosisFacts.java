package io.nephometer.agent.core.diagnosis;

import io.nephometer.agent.core.pipeline.Pipeline;
import io.nephometer.agent.core.pipeline.Sink;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.view.AgentReport;
import io.nephometer.agent.core.view.AgentReport.TaskState;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.PollResult;
import io.nephometer.agent.core.view.PollsterState;
import io.nephometer.agent.core.view.RouteState;
import io.nephometer.agent.core.view.SinkState;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The facts from which the absence of a meter is explained.
 *
 * @param problems the mistakes in the current pipeline.yaml
 * @param hypervisor the state of its connection
 * @param failures what fails and why
 * @param resting names of the pollsters that are not polled for a while because they failed repeatedly
 * @param refused sentences about files in deploy/ that are not used, or not completely
 * @param result what was polled just now
 */
public record DiagnosisFacts(
        Instant now,
        Pipeline pipeline,
        List<String> problems,
        Collection<Plugin<Pollster>> pollsters,
        List<TaskState> tasks,
        List<SinkState> sinks,
        List<RouteState> routes,
        String hypervisor,
        Map<HealthKey, String> failures,
        Set<String> resting,
        List<String> refused,
        PollResult result) {

    public static DiagnosisFacts of(
            AgentReport status,
            Pipeline pipeline,
            Collection<Plugin<Pollster>> pollsters,
            Instant now,
            PollResult result) {
        return new DiagnosisFacts(
                now,
                pipeline,
                status.pipeline().problems(),
                pollsters,
                status.tasks(),
                status.sinks(),
                status.routes(),
                status.hypervisor(),
                status.problems(),
                status.pollsters().stream()
                        .filter(pollster -> !pollster.tally().rest().isZero())
                        .map(PollsterState::name)
                        .collect(Collectors.toSet()),
                status.deployments().stream()
                        .flatMap(file -> Stream.concat(
                                file.refused().stream().map(why -> "deploy/" + file.file() + " is not used: " + why),
                                file.waits().stream().map(what -> "deploy/" + file.file() + ": " + what)))
                        .toList(),
                result);
    }

    /** Returns the pollsters that offer a meter. The first one provides it. */
    List<Plugin<Pollster>> offering(String meter) {
        return pollsters.stream()
                .filter(pollster -> pollster.service().meters().stream()
                        .anyMatch(m -> m.name().equals(meter)))
                .sorted(Plugin.PRECEDENCE)
                .toList();
    }

    static Meter meter(Plugin<Pollster> provider, String name) {
        return provider.service().meters().stream()
                .filter(meter -> meter.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the sources that poll a meter. */
    List<Source> sources(String meter) {
        return pipeline.sources().stream()
                .filter(source -> source.meters().compile().test(meter))
                .toList();
    }

    /** Returns the transformers that should make a meter of this name, by sink. */
    Map<String, String> producers(String meter) {
        Map<String, String> producers = new TreeMap<>();
        for (Sink sink : pipeline.sinks()) {
            sink.transformers().stream()
                    .filter(step -> step.parameters().get("target") instanceof Map<?, ?> target
                            && meter.equals(target.get("name")))
                    .forEach(step -> producers.put(sink.name(), step.transformer()));
        }
        return producers;
    }
}
