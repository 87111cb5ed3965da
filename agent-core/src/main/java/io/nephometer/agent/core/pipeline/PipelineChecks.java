package io.nephometer.agent.core.pipeline;

import io.nephometer.api.ParameterException;
import java.net.URI;
import java.util.Optional;

/** What the plugins that are there now think of what pipeline.yaml asks of them. */
public interface PipelineChecks {

    /** What is wrong with a publisher URL and what would be right; empty if nothing is known to be. */
    Optional<String> publisher(URI url);

    /** @throws ParameterException if the transformer would not take its parameters */
    void transformer(TransformerStep step) throws ParameterException;
}
