package io.nephometer.agent.core.pipeline;

import java.net.URI;
import java.util.List;

/** A sink of pipeline.yaml: transformers in order, and the URLs of the publishers that get their result. */
public record Sink(String name, List<TransformerStep> transformers, List<URI> publishers) {

    public Sink {
        transformers = List.copyOf(transformers);
        publishers = List.copyOf(publishers);
    }
}
