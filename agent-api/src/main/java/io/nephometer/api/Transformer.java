package io.nephometer.api;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A processing step in a sink that changes, replaces, drops or holds samples. A transformer may keep state between
 * samples. The agent calls a transformer on one thread at a time.
 */
@ConsumerType
public interface Transformer {

    /**
     * Returns the samples that result from one sample: none, the sample itself, or other samples that replace the
     * sample. If this method throws an exception, the sample is dropped and counted as lost; other samples are not
     * affected.
     */
    List<Sample> transform(Sample sample);

    /** Returns the held samples that this transformer releases at the end of a source's turn. */
    default List<Sample> flush() {
        return List.of();
    }

    /**
     * Returns the number of samples that this transformer currently holds. The agent's status shows the number of held
     * samples. The agent calls this method after {@link #flush}, on the same thread.
     */
    default long held() {
        return 0;
    }

    /**
     * Returns the samples that this transformer still holds. The agent calls this method last, either when the agent
     * stops or when the sink or the transformer's bundle is removed or replaced. A transformer that holds samples
     * across turns must return the held samples from this method; otherwise, they are lost without being counted.
     */
    default List<Sample> close() {
        return List.of();
    }
}
