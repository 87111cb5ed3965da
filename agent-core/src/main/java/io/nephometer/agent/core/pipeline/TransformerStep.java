package io.nephometer.agent.core.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The name and parameters of a transformer in a sink, as written in pipeline.yaml. */
public record TransformerStep(String transformer, Map<String, Object> parameters) {

    public TransformerStep {
        // Map.copyOf would reject null values
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }
}
