package io.nephometer.agent.core.pipeline;

import java.util.List;

/** What pipeline.yaml says: what is polled how often, and where it goes. */
public record Pipeline(List<Source> sources, List<Sink> sinks) {

    /** Polls nothing. */
    public static final Pipeline EMPTY = new Pipeline(List.of(), List.of());

    public Pipeline {
        sources = List.copyOf(sources);
        sinks = List.copyOf(sinks);
    }
}
