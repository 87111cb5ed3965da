package io.nephometer.agent.core.view;

import io.nephometer.api.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A bounded queue that receives the samples of each tick as soon as they have been polled. A tick that does not fit
 * into the queue is dropped, so that polling never waits for the reader. Dropped samples are counted.
 */
public interface Tap extends AutoCloseable {

    /**
     * The samples that a tap received in one tick.
     *
     * @param samples the samples of the selected meters, keyed by source; a sample that several sources share is listed
     *     under the first of these sources
     * @param sizes the total number of samples for each source, including samples of unselected meters
     */
    record TappedTick(Map<Source, List<Sample>> samples, Map<Source, Integer> sizes) {}

    /**
     * The maximum number of queued samples. A single tick that exceeds the maximum is still accepted, because its
     * samples are already in memory.
     */
    int MAX_WAITING = 50_000;

    /**
     * Waits for the next tick and removes it from the queue. Returns empty if no tick arrives within the time limit.
     */
    Optional<TappedTick> next(Duration limit) throws InterruptedException;

    /**
     * Returns the number of selected samples that have been dropped since the last call and resets the number to zero.
     */
    long missed();

    boolean isOpen();

    @Override
    void close();
}
