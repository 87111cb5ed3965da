package io.nephometer.api;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A step of a sink that changes, replaces, drops or holds samples. A transformer may keep state between samples. The
 * agent calls a transformer on one thread at a time.
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
     * Returns the number of samples that this transformer holds now, which the status shows. This method is called
     * after {@link #flush} on the same thread.
     */
    default long held() {
        return 0;
    }

    /**
     * Returns the samples that this transformer still holds. This method is called last: when the agent stops, or when
     * the sink or the transformer's bundle is removed or replaced. A transformer that holds samples over several turns
     * must return them here; otherwise they are lost without being counted.
     */
    default List<Sample> close() {
        return List.of();
    }
}
