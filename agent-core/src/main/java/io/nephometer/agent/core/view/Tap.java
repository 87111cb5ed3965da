package io.nephometer.agent.core.view;

import io.nephometer.api.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The samples as they are polled: a bounded queue of ticks. A tick that does not fit is dropped and counted, so polling
 * never waits for the reader.
 */
public interface Tap extends AutoCloseable {

    /**
     * The samples of one tick.
     *
     * @param samples the samples of the wanted meters, by source; a sample that several sources share is listed under
     *     the first
     * @param sizes the number of samples that each source got, of all meters
     */
    record TappedTick(Map<Source, List<Sample>> samples, Map<Source, Integer> sizes) {}

    /**
     * The maximum number of queued samples. A single larger tick is still accepted, as its samples are in memory
     * anyway.
     */
    int MAX_WAITING = 50_000;

    /** Waits for the next tick and removes it; returns empty if none comes within the limit. */
    Optional<TappedTick> next(Duration limit) throws InterruptedException;

    /** Returns the number of wanted samples that were dropped since the last call, and resets it. */
    long missed();

    boolean isOpen();

    @Override
    void close();
}
