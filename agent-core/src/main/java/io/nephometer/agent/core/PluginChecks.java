package io.nephometer.agent.core;

import io.nephometer.agent.core.pipeline.Checks;
import io.nephometer.agent.core.pipeline.Step;
import io.nephometer.api.Origin;
import io.nephometer.api.ParameterException;
import io.nephometer.api.PublisherFactory;
import io.nephometer.api.TransformerFactory;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks the plugins that are there now; what none of them offers may come later, and is no mistake. */
record PluginChecks(Registry plugins, Supplier<Origin> origin) implements Checks {

    @Override
    public Optional<String> publisher(URI url) {
        PublisherFactory factory = plugins.publishers().get(url.getScheme());
        if (factory == null) {
            return Optional.empty();
        }
        try {
            factory.open(url, origin.get()).close();
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    @Override
    public void transformer(Step step) throws ParameterException {
        TransformerFactory factory = plugins.transformers().get(step.transformer());
        if (factory != null) {
            factory.open(step.parameters());
        }
    }
}
