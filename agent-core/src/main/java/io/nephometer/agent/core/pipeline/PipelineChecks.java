package io.nephometer.agent.core.pipeline;

import io.nephometer.api.ParameterException;
import java.net.URI;
import java.util.Optional;

/** Checks the parts of pipeline.yaml that only plugins can interpret. */
public interface PipelineChecks {

    /**
     * Returns a message that explains what is wrong with a publisher URL and how to correct the URL, or empty if the
     * URL is valid or no plugin can check it.
     */
    Optional<String> publisher(URI url);

    /**
     * Checks the parameters of a transformer.
     *
     * @throws ParameterException if the transformer rejects its parameters
     */
    void transformer(TransformerStep step) throws ParameterException;
}
