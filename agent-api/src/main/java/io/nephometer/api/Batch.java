package io.nephometer.api;

import java.util.Collections;
import java.util.List;

/**
 * The samples of one source's turn, to be delivered on one route.
 *
 * @param source the source of pipeline.yaml that polled them
 * @param sequence the number of the first message of this batch
 * @param samples not copied; must not be changed afterwards
 */
public record Batch(String source, long sequence, List<Sample> samples) {

    public Batch {
        samples = Collections.unmodifiableList(samples);
    }
}
