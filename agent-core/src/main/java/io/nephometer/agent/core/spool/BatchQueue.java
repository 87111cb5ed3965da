package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.spool.file.BatchFile;
import io.nephometer.agent.core.spool.ledger.MessageRange;
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
 * Manages the batches of a spool in three queues, each ordered by message number: the backlog that accumulated while
 * nothing could be delivered, the live batches, and the fresh batches that must not be delivered yet. Batches in
 * flight, that is, batches that have been taken for delivery, are tracked separately.
 */
final class BatchQueue {

    private final ArrayDeque<BatchFile> backlog = new ArrayDeque<>();
    private final ArrayDeque<BatchFile> live = new ArrayDeque<>();
    private final ArrayDeque<BatchFile> fresh = new ArrayDeque<>();
    private final Map<Long, BatchFile> inFlightBatches = new HashMap<>();
    private long space;
    private long waiting;
    private long inFlight;

    /** Adds a new batch. The batch cannot be taken until it is {@link #settle settled}. */
    void add(BatchFile batch) {
        fresh.addLast(batch);
        space += batch.space();
        waiting += batch.samples();
    }

    /** Allows batches with numbers below the given number to be taken for delivery. */
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
     * Takes the oldest batches from the backlog and from the live queue. If live batches are waiting, at most half of
     * each limit is used for the backlog.
     *
     * @param allowed the number of samples after which no further batch is taken from the backlog; if the number is 0
     *     or less, the backlog is skipped
     * @param limiter the rate limiter that counts the samples taken from the backlog
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

    /** Moves the batches in flight back to the backlog, ahead of all newer batches. */
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

    /** Returns the oldest waiting batch. */
    Optional<BatchFile> oldest() {
        return Stream.of(backlog, live, fresh)
                .filter(queue -> !queue.isEmpty())
                .findFirst()
                .map(Deque::peekFirst);
    }

    /** Removes a batch that is waiting or in flight. */
    void remove(BatchFile batch) {
        space -= batch.space();
        if (inFlightBatches.remove(batch.first(), batch)) {
            inFlight -= batch.samples();
        } else {
            waiting -= batch.samples();
            Deque<BatchFile> queue = isIn(backlog, batch) ? backlog : isIn(live, batch) ? live : fresh;
            if (!queue.remove(batch)) {
                throw new IllegalStateException(batch + " is not in the queue");
            }
        }
    }

    private static boolean isIn(Deque<BatchFile> queue, BatchFile batch) {
        return !queue.isEmpty() && batch.first() <= queue.peekLast().first();
    }

    /** Returns whether a batch in this queue is waiting rather than in flight. */
    boolean waits(BatchFile batch) {
        return !inFlightBatches.containsKey(batch.first());
    }

    /** Returns the waiting batches, oldest first. */
    List<BatchFile> waitingBatches() {
        List<BatchFile> all = new ArrayList<>(backlog);
        all.addAll(live);
        all.addAll(fresh);
        return all;
    }

    /** Returns the ranges of message numbers in all matching batches, whether waiting or in flight. */
    List<MessageRange> ranges(Predicate<BatchFile> match) {
        List<MessageRange> ranges = new ArrayList<>();
        for (Iterable<BatchFile> queue : List.of(backlog, live, fresh, inFlightBatches.values())) {
            for (BatchFile batch : queue) {
                if (match.test(batch)) {
                    MessageRange.add(ranges, MessageRange.of(batch));
                }
            }
        }
        return MessageRange.few(ranges);
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

    /** Returns the number of waiting samples. */
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
