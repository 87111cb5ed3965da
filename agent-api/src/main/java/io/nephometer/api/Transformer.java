package io.nephometer.api;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A step of a sink that changes, replaces, drops or holds samples. A transformer may keep state between samples. Called
 * by one thread at a time.
 */
@ConsumerType
public interface Transformer {

    /**
     * Returns the result for one sample: no sample, the sample itself, or other samples in its place. If this method
     * throws, the sample is dropped and counted as lost; other samples are not affected.
     */
    List<Sample> transform(Sample sample);

    /** Returns the held samples that this transformer releases at the end of a source's turn. */
    default List<Sample> flush() {
        return List.of();
    }

    /**
     * Returns how many samples this transformer holds now, which the status shows. Called after {@link #flush}, on the
     * same thread.
     */
    default long held() {
        return 0;
    }

    /**
     * Returns the samples that this transformer still holds. Called when the agent stops, and when the sink or the
     * transformer's bundle is removed or replaced; no call follows. A transformer that holds samples over several turns
     * must return them here, or they are lost uncounted.
     */
    default List<Sample> close() {
        return List.of();
    }
}
