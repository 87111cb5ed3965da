package io.nephometer.agent.core.diagnosis;

import io.nephometer.agent.core.pipeline.Pipeline;
import io.nephometer.agent.core.pipeline.Sink;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.view.AgentReport;
import io.nephometer.agent.core.view.PollResult;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The facts used to explain why a meter is published or absent.
 *
 * @param now the time at which the facts were collected
 * @param status the state of the agent
 * @param pipeline the pipeline in force
 * @param pollsters the available pollsters
 * @param result the result of the trial poll for this diagnosis
 */
public record DiagnosisFacts(
        Instant now, AgentReport status, Pipeline pipeline, Collection<Plugin<Pollster>> pollsters, PollResult result) {

    /** Returns whether calls to a pollster are suspended because the pollster has failed repeatedly. */
    boolean isResting(String pollster) {
        return status.pollsters().stream()
                .anyMatch(state ->
                        state.name().equals(pollster) && !state.tally().rest().isZero());
    }

    /** Returns a sentence for each reason why a file in {@code deploy/} is unused or only partly used. */
    List<String> refused() {
        return status.deployments().stream()
                .flatMap(file -> Stream.concat(
                        file.refused().stream().map(why -> "deploy/" + file.file() + " is not used: " + why),
                        file.waits().stream().map(what -> "deploy/" + file.file() + ": " + what)))
                .toList();
    }

    /** Returns the pollsters that offer a meter, in order of precedence: the first pollster provides the meter. */
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

    /** Returns the sources in the pipeline that poll a meter. */
    List<Source> sources(String meter) {
        return pipeline.sources().stream()
                .filter(source -> source.meters().compile().test(meter))
                .toList();
    }

    /** Returns the transformers that are configured to produce the given meter, keyed by sink name. */
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
