package io.nephometer.agent.core.pipeline;

import java.net.URI;
import java.util.List;

/** What becomes of samples, in order, and where they go. */
public record Sink(String name, List<TransformerStep> transformers, List<URI> publishers) {

    public Sink {
        transformers = List.copyOf(transformers);
        publishers = List.copyOf(publishers);
    }
}
