package io.nephometer.agent.core.polling;

import io.nephometer.agent.core.view.Source;
import io.nephometer.agent.core.view.Tap;
import io.nephometer.api.Sample;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * The set of open taps, which receive the samples of each tick. While no tap is open, handling a tick takes almost no
 * time.
 */
public final class Taps {

    private static final Logger LOG = System.getLogger("nephometer.agent");

    private final List<BoundedTap> open = new CopyOnWriteArrayList<>();

    /** @param meters the predicate on meter names that selects the meters to show */
    public Tap open(Predicate<String> meters) {
        BoundedTap tap = new BoundedTap(meters);
        open.add(tap);
        return tap;
    }

    public boolean has(Tap tap) {
        return open.contains(tap);
    }

    /** Closes all taps. */
    public void close() {
        open.clear();
    }

    /**
     * Passes the samples of a turn to all taps. Because this method is called by the threads that deliver samples, it
     * neither blocks nor throws exceptions.
     */
    public void accept(Tick tick) {
        for (BoundedTap tap : open) {
            try {
                tap.offer(tick);
            } catch (RuntimeException bug) { // a failing tap must not prevent the delivery of these samples
                LOG.log(Level.ERROR, "a tap failed and is closed: " + bug, bug);
                open.remove(tap);
            }
        }
    }

    /** A tap whose queue holds a limited number of samples. */
    private final class BoundedTap implements Tap {

        private final Predicate<String> meters;
        private final Map<String, Boolean> wanted =
                // cached results of the predicate, because matching is expensive and there are few names
                new ConcurrentHashMap<>();
        private final BlockingQueue<TappedTick> ticks = new LinkedBlockingQueue<>();
        private final AtomicLong waiting = new AtomicLong();
        private final AtomicLong missed = new AtomicLong();

        BoundedTap(Predicate<String> meters) {
            this.meters = meters;
        }

        /** Adds a tick to the queue, or drops the tick if the queue is full. */
        void offer(Tick made) {
            TappedTick tick = tapped(made);
            int weight = weight(tick);
            long before = waiting.getAndAdd(weight);
            if (before > 0 && before + weight > MAX_WAITING) {
                waiting.addAndGet(-weight);
                missed.addAndGet(count(tick));
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

        /**
         * Returns the weight of a tick in the queue: the number of its samples, or 1 for an empty tick, so that the
         * number of queued empty ticks is also limited.
         */
        private static int weight(TappedTick tick) {
            return Math.max(1, count(tick));
        }

        private static int count(TappedTick tick) {
            return tick.samples().values().stream().mapToInt(List::size).sum();
        }

        @Override
        public Optional<TappedTick> next(Duration limit) throws InterruptedException {
            TappedTick tick = ticks.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (tick != null) {
                waiting.addAndGet(-weight(tick));
            }
            return Optional.ofNullable(tick);
        }

        @Override
        public long missed() {
            return missed.getAndSet(0);
        }

        @Override
        public boolean isOpen() {
            return has(this);
        }

        @Override
        public void close() {
            open.remove(this);
        }
    }
}
