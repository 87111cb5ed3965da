package io.nephometer.api;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A step that the samples of a sink go through, with what it remembers of those before. Called by one thread at a time. */
@ConsumerType
public interface Transformer {

    /**
     * What becomes of a sample: nothing, itself, or others in its place. A sample on which it throws is dropped and
     * counted; the others go on.
     */
    List<Sample> transform(Sample sample);

    /** What it has held back and lets go at the end of a source's turn. */
    default List<Sample> flush() {
        return List.of();
    }
}
