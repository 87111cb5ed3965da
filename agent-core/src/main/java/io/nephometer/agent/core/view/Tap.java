package io.nephometer.agent.core.view;

import io.nephometer.api.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A bounded queue of ticks that receives samples as they are polled. A tick that does not fit is dropped and counted,
 * so polling never waits for the reader.
 */
public interface Tap extends AutoCloseable {

    /**
     * The samples of one tick that a tap received.
     *
     * @param samples the samples of the selected meters, by source; a sample that several sources share is listed under
     *     the first of these sources
     * @param sizes the number of samples that each source received, counting all meters
     */
    record TappedTick(Map<Source, List<Sample>> samples, Map<Source, Integer> sizes) {}

    /**
     * The maximum number of queued samples. A single larger tick is still accepted, because its samples are in memory
     * anyway.
     */
    int MAX_WAITING = 50_000;

    /** Waits for the next tick and removes it from the queue; returns empty if none arrives within the limit. */
    Optional<TappedTick> next(Duration limit) throws InterruptedException;

    /** Returns the number of selected samples that were dropped since the last call, and resets this number to zero. */
    long missed();

    boolean isOpen();

    @Override
    void close();
}
