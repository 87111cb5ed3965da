package io.nephometer.api;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A step that the samples of a sink go through, with what it remembers of those before. Called by one thread at a time. */
@ConsumerType
public interface Transformer {

    /**
     * What becomes of a sample: nothing, itself, or others in its place. A sample on which it throws is dropped and
     * counted as lost; the others are not affected.
     */
    List<Sample> transform(Sample sample);

    /** What it has held back and lets go at the end of a source's turn. */
    default List<Sample> flush() {
        return List.of();
    }

    /**
     * Returns how many of the samples it was given it holds back now: something may still come of them. Called after
     * {@link #flush}, by the same thread; status shows it.
     */
    default long held() {
        return 0;
    }

    /**
     * Returns what it still holds back; it is not called again. Called when the agent stops, and when its sink or its
     * bundle is removed or replaced. A transformer that holds samples over several turns must return them here, or they
     * are lost uncounted.
     */
    default List<Sample> close() {
        return List.of();
    }
}
