package io.nephometer.agent.core.view;

import io.nephometer.agent.core.pipeline.Source;
import io.nephometer.api.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** Somebody's view of the samples: a bounded queue of turns. What does not fit is counted, nobody waits for room. */
public final class Tap implements AutoCloseable {

    /**
     * One tick as it was handed over.
     *
     * @param samples the wanted ones by source; one that several sources share is with the first
     * @param sizes of what each source got, wanted or not
     */
    public record Tick(Map<Source, List<Sample>> samples, Map<Source, Integer> sizes) {

        int count() {
            return samples.values().stream().mapToInt(List::size).sum();
        }
    }

    /** A tick alone may be larger: its samples are in memory anyway. */
    public static final int MOST_WAITING = 50_000;

    private final Taps taps;
    private final Predicate<String> meters;
    private final Map<String, Boolean> wanted = new ConcurrentHashMap<>(); // a pattern is dear, and names are few
    private final BlockingQueue<Tick> ticks = new LinkedBlockingQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();

    Tap(Taps taps, Predicate<String> meters) {
        this.taps = taps;
        this.meters = meters;
    }

    /** On a polling thread. */
    void offer(Map<Source, List<Sample>> turns) {
        Tick tick = tick(turns);
        int weight = weight(tick);
        long before = waiting.getAndAdd(weight);
        if (before > 0 && before + weight > MOST_WAITING) {
            waiting.addAndGet(-weight);
            missed.addAndGet(tick.count());
        } else {
            ticks.add(tick);
        }
    }

    private Tick tick(Map<Source, List<Sample>> turns) {
        Map<Source, List<Sample>> samples = new LinkedHashMap<>();
        Map<Source, Integer> sizes = new LinkedHashMap<>();
        Set<Sample> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        turns.forEach((source, all) -> {
            List<Sample> of = new ArrayList<>();
            for (Sample sample : all) {
                if (wanted.computeIfAbsent(sample.meter().name(), meters::test) && seen.add(sample)) {
                    of.add(sample);
                }
            }
            samples.put(source, of);
            sizes.put(source, all.size());
        });
        return new Tick(samples, sizes);
    }

    /** An empty tick takes room as well. */
    private static int weight(Tick tick) {
        return Math.max(1, tick.count());
    }

    /** The next tick, empty if none comes in time. */
    public Optional<Tick> next(Duration limit) throws InterruptedException {
        Tick tick = ticks.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
        if (tick != null) {
            waiting.addAndGet(-weight(tick));
        }
        return Optional.ofNullable(tick);
    }

    /** How many wanted samples found no room since this was last asked. */
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
