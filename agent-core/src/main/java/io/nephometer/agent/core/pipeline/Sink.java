package io.nephometer.agent.core.pipeline;

import java.net.URI;
import java.util.List;

/**
 * A sink in pipeline.yaml: its transformers, in order, and the URLs of the publishers that receive the transformed
 * samples.
 */
public record Sink(String name, List<TransformerStep> transformers, List<URI> publishers) {

    public Sink {
        transformers = List.copyOf(transformers);
        publishers = List.copyOf(publishers);
    }
}
