package io.nephometer.api;

import java.util.Collections;
import java.util.List;

/**
 * The samples that one source produced in one turn, for delivery on one route.
 *
 * @param source the name of the source in pipeline.yaml
 * @param sequence the sequence number of the first message of this batch
 * @param samples the list of samples, which is not copied and must not be changed afterwards
 */
public record Batch(String source, long sequence, List<Sample> samples) {

    public Batch {
        samples = Collections.unmodifiableList(samples);
    }
}
