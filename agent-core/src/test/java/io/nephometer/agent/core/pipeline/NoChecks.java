package io.nephometer.agent.core.pipeline;

import java.net.URI;
import java.util.Optional;

/** No plugin is there to object to anything. */
public final class NoChecks implements PipelineChecks {

    public static final PipelineChecks INSTANCE = new NoChecks();

    @Override
    public Optional<String> publisher(URI url) {
        return Optional.empty();
    }

    @Override
    public void transformer(TransformerStep step) {}
}
