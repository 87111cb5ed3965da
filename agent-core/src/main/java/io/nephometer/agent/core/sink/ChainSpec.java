package io.nephometer.agent.core.sink;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.pipeline.TransformerStep;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.HealthKey.Aspect;
import io.nephometer.api.TransformerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A specification of a sink's transformers.
 *
 * @param steps the transformers and their parameters, in order
 * @param plugins the plugin for each step, or null for a step whose transformer no plugin offers
 */
record ChainSpec(List<TransformerStep> steps, List<Plugin<TransformerFactory>> plugins) {

    private static final List<Aspect> PLUGIN_ASPECTS = List.of(Aspect.OPENING, Aspect.WORK, Aspect.CLOSING);

    static ChainSpec of(List<TransformerStep> steps, Map<String, Plugin<TransformerFactory>> offered) {
        List<Plugin<TransformerFactory>> plugins = new ArrayList<>();
        steps.forEach(step -> plugins.add(offered.get(step.transformer())));
        return new ChainSpec(steps, plugins);
    }

    /** Returns the health keys of the transformer plugins that the given sink uses. */
    List<HealthKey> keys(String sink) {
        return plugins.stream()
                .filter(Objects::nonNull)
                .map(plugin -> TransformerChain.key(sink, plugin))
                .distinct()
                .toList();
    }

    List<String> names() {
        return steps.stream().map(TransformerStep::transformer).toList();
    }

    Optional<String> missing() {
        return steps.stream()
                .map(TransformerStep::transformer)
                .filter(name -> plugins.get(names().indexOf(name)) == null)
                .findFirst();
    }

    /**
     * Returns a description of a problem with the given sink or with one of its transformer plugins, or an empty string
     * if there is no problem.
     */
    String trouble(String sink, Health health) {
        HealthKey own = HealthKey.sink(sink);
        Stream<HealthKey> ofPlugins =
                keys(sink).stream().flatMap(plugin -> PLUGIN_ASPECTS.stream().map(plugin::of));
        return Stream.concat(Stream.of(own, own.of(Aspect.TRANSFORMERS)), ofPlugins)
                .flatMap(key -> health.of(key).stream())
                .findFirst()
                .orElse("");
    }
}
