package io.nephometer.api;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A step of a sink that changes, replaces, drops or holds samples. It may keep state between samples. Called by one
 * thread at a time.
 */
@ConsumerType
public interface Transformer {

    /**
     * Returns the result for one sample: nothing, the sample itself, or others instead. If it throws, the sample is
     * dropped and counted as lost; other samples are not affected.
     */
    List<Sample> transform(Sample sample);

    /** Returns held samples that it releases at the end of a source's turn. */
    default List<Sample> flush() {
        return List.of();
    }

    /** Returns how many samples it holds now. Called after {@link #flush}, on the same thread; status shows it. */
    default long held() {
        return 0;
    }

    /**
     * Returns the samples that it still holds. It is not called again. Called when the agent stops, and when its sink
     * or its bundle is removed or replaced. A transformer that holds samples over several turns must return them here,
     * or they are lost uncounted.
     */
    default List<Sample> close() {
        return List.of();
    }
}
