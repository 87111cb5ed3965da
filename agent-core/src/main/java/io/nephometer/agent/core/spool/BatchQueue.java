package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.spool.file.BatchFile;
import io.nephometer.agent.core.spool.ledger.NumberRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The batches of a spool, in three queues in the order of their numbers: the backlog that gathered while nothing could
 * be delivered, the live batches, and the fresh ones that may not be delivered yet. It also holds the batches in
 * flight, which were taken for delivery.
 */
final class BatchQueue {

    private final ArrayDeque<BatchFile> backlog = new ArrayDeque<>();
    private final ArrayDeque<BatchFile> live = new ArrayDeque<>();
    private final ArrayDeque<BatchFile> fresh = new ArrayDeque<>();
    private final Map<Long, BatchFile> inFlightBatches = new HashMap<>();
    private long space;
    private long waiting;
    private long inFlight;

    /** Adds the newest batch. It cannot be taken before it is {@link #settle settled}. */
    void add(BatchFile batch) {
        fresh.addLast(batch);
        space += batch.space();
        waiting += batch.samples();
    }

    /** Allows all batches with numbers below this one to be taken. */
    void settle(long next) {
        while (!fresh.isEmpty() && fresh.peekFirst().first() < next) {
            live.addLast(fresh.removeFirst());
        }
    }

    /** Moves the live batches to the backlog. */
    void lineUp() {
        backlog.addAll(live);
        live.clear();
    }

    /**
     * Takes the oldest batches from the backlog and from the live queue. If live batches wait, the backlog gets at most
     * half of the limits.
     *
     * @param allowed the maximum number of samples to take from the backlog, which the last batch may exceed; 0 or less
     *     takes none from it
     * @param limiter counts the samples taken from the backlog
     */
    List<BatchFile> take(int mostBatches, long mostBytes, long allowed, RateLimiter limiter) {
        List<BatchFile> batches = new ArrayList<>();
        int share = live.isEmpty() ? 1 : 2;
        long bytes = 0;
        for (long left = allowed; left > 0 && fits(backlog, batches, bytes, mostBatches / share, mostBytes / share); ) {
            BatchFile batch = backlog.removeFirst();
            left -= batch.samples();
            limiter.took(batch.samples());
            bytes += batch.bytes();
            batches.add(batch);
        }
        while (fits(live, batches, bytes, mostBatches, mostBytes)) {
            BatchFile batch = live.removeFirst();
            bytes += batch.bytes();
            batches.add(batch);
        }
        for (BatchFile batch : batches) {
            inFlightBatches.put(batch.first(), batch);
            waiting -= batch.samples();
            inFlight += batch.samples();
        }
        return batches;
    }

    private static boolean fits(
            Deque<BatchFile> queue, List<BatchFile> batches, long bytes, int mostBatches, long mostBytes) {
        return !queue.isEmpty()
                && (batches.isEmpty()
                        || batches.size() < mostBatches
                                && bytes + queue.getFirst().bytes() <= mostBytes);
    }

    /** Puts the batches in flight back; they wait before all others. */
    void release() {
        List<BatchFile> back = new ArrayList<>(inFlightBatches.values());
        back.addAll(backlog);
        back.sort(Comparator.comparingLong(BatchFile::first));
        backlog.clear();
        backlog.addAll(back);
        inFlightBatches.clear();
        waiting += inFlight;
        inFlight = 0;
    }

    /** Returns the oldest batch that waits. */
    Optional<BatchFile> oldest() {
        return Stream.of(backlog, live, fresh)
                .filter(queue -> !queue.isEmpty())
                .findFirst()
                .map(Deque::peekFirst);
    }

    /** Removes a batch that waits or is in flight. */
    void remove(BatchFile batch) {
        space -= batch.space();
        if (inFlightBatches.remove(batch.first(), batch)) {
            inFlight -= batch.samples();
        } else {
            waiting -= batch.samples();
            Deque<BatchFile> queue = isIn(backlog, batch) ? backlog : isIn(live, batch) ? live : fresh;
            if (!queue.remove(batch)) {
                throw new IllegalStateException(batch + " is not here");
            }
        }
    }

    private static boolean isIn(Deque<BatchFile> queue, BatchFile batch) {
        return !queue.isEmpty() && batch.first() <= queue.peekLast().first();
    }

    /** Returns whether a batch of this queue waits; otherwise it is in flight. */
    boolean waits(BatchFile batch) {
        return !inFlightBatches.containsKey(batch.first());
    }

    /** Returns the batches that wait, the oldest first. */
    List<BatchFile> waitingBatches() {
        List<BatchFile> all = new ArrayList<>(backlog);
        all.addAll(live);
        all.addAll(fresh);
        return all;
    }

    /** Returns the number ranges of all batches that match, waiting or in flight. */
    List<NumberRange> ranges(Predicate<BatchFile> match) {
        List<NumberRange> ranges = new ArrayList<>();
        for (Iterable<BatchFile> queue : List.of(backlog, live, fresh, inFlightBatches.values())) {
            for (BatchFile batch : queue) {
                if (match.test(batch)) {
                    NumberRange.add(ranges, NumberRange.of(batch));
                }
            }
        }
        return NumberRange.few(ranges);
    }

    boolean hasBacklog() {
        return !backlog.isEmpty();
    }

    int size() {
        return backlog.size() + live.size() + fresh.size() + inFlightBatches.size();
    }

    /** Returns the total size of all batches on disk, in bytes. */
    long space() {
        return space;
    }

    /** Returns the number of samples that wait. */
    long waiting() {
        return waiting;
    }

    /** Returns the number of samples in flight. */
    long inFlight() {
        return inFlight;
    }

    Optional<BatchFile> oldestOfAll() {
        return Stream.concat(inFlightBatches.values().stream(), oldest().stream())
                .min(Comparator.comparingLong(BatchFile::first));
    }
}
