package io.nephometer.agent.core.view;

import io.nephometer.agent.core.pipeline.Source;
import io.nephometer.agent.core.polling.Tick;
import io.nephometer.api.Sample;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * A view of the samples as they are polled: a bounded queue of ticks. A tick that does not fit is dropped and counted,
 * so polling never waits for the reader.
 */
public final class Tap implements AutoCloseable {

    /**
     * The samples of one tick.
     *
     * @param samples the samples of the wanted meters, by source; a sample that several sources share is listed under
     *     the first
     * @param sizes the number of samples that each source got, of all meters
     */
    public record TappedTick(Map<Source, List<Sample>> samples, Map<Source, Integer> sizes) {

        int count() {
            return samples.values().stream().mapToInt(List::size).sum();
        }
    }

    /**
     * The maximum number of queued samples. A single larger tick is still accepted, as its samples are in memory
     * anyway.
     */
    public static final int MAX_WAITING = 50_000;

    private final Taps taps;
    private final Predicate<String> meters;
    private final Map<String, Boolean> wanted =
            new ConcurrentHashMap<>(); // matching a pattern is expensive, and there are few names
    private final BlockingQueue<TappedTick> ticks = new LinkedBlockingQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();

    Tap(Taps taps, Predicate<String> meters) {
        this.taps = taps;
        this.meters = meters;
    }

    /** Queues a tick or drops it. Called on a polling thread. */
    void offer(Tick made) {
        TappedTick tick = tapped(made);
        int weight = weight(tick);
        long before = waiting.getAndAdd(weight);
        if (before > 0 && before + weight > MAX_WAITING) {
            waiting.addAndGet(-weight);
            missed.addAndGet(tick.count());
        } else {
            ticks.add(tick);
        }
    }

    private TappedTick tapped(Tick tick) {
        Map<Source, List<Sample>> samples = tick.share(source -> true);
        samples.values().forEach(shown -> shown.removeIf(sample -> !isWanted(sample)));
        Map<Source, Integer> sizes = new LinkedHashMap<>();
        samples.keySet().forEach(source -> sizes.put(source, tick.size(source)));
        return new TappedTick(samples, sizes);
    }

    private boolean isWanted(Sample sample) {
        return wanted.computeIfAbsent(sample.meter().name(), meters::test);
    }

    /** Returns the share of the queue that a tick occupies: at least 1, so that empty ticks are bounded too. */
    private static int weight(TappedTick tick) {
        return Math.max(1, tick.count());
    }

    /** Waits for the next tick and removes it; returns empty if none comes within the limit. */
    public Optional<TappedTick> next(Duration limit) throws InterruptedException {
        TappedTick tick = ticks.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
        if (tick != null) {
            waiting.addAndGet(-weight(tick));
        }
        return Optional.ofNullable(tick);
    }

    /** Returns the number of wanted samples that were dropped since the last call, and resets it. */
    public long missed() {
        return missed.getAndSet(0);
    }

    public boolean isOpen() {
        return taps.has(this);
    }

    @Override
    public void close() {
        taps.close(this);
    }
}
