package io.nephometer.agent.core.pipeline;

import io.nephometer.agent.core.view.Source;
import java.util.List;

/** The content of pipeline.yaml: what is polled, how often, and where the samples are sent. */
public record Pipeline(List<Source> sources, List<Sink> sinks) {

    /** The empty pipeline, which polls nothing. */
    public static final Pipeline EMPTY = new Pipeline(List.of(), List.of());

    public Pipeline {
        sources = List.copyOf(sources);
        sinks = List.copyOf(sinks);
    }
}
