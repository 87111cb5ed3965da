package io.nephometer.api;

import java.util.List;

/**
 * The samples of one source's turn, on their way out on one route.
 *
 * @param source the source of pipeline.yaml that polled them
 * @param sequence number of the first message that this batch becomes
 */
public record Batch(String source, long sequence, List<Sample> samples) {

    public Batch {
        samples = List.copyOf(samples);
    }
}
