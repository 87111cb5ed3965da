package io.nephometer.agent.core.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A transformer of a sink as pipeline.yaml asks for it. */
public record TransformerStep(String transformer, Map<String, Object> parameters) {

    public TransformerStep {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters)); // values may be null
    }
}
