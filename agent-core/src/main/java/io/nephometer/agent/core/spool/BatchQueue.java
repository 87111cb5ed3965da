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
 * The batches of a spool in three rows, each in the order of their numbers: those that came while nothing could be
 * delivered, the live ones, and those that may not be delivered yet; and those that have been taken out to be delivered.
 */
final class BatchQueue {

    private final ArrayDeque<BatchFile> backlog = new ArrayDeque<>();
    private final ArrayDeque<BatchFile> live = new ArrayDeque<>();
    private final ArrayDeque<BatchFile> fresh = new ArrayDeque<>();
    private final Map<Long, BatchFile> taken = new HashMap<>();
    private long space;
    private long waiting;
    private long inFlight;

    /** A batch later than all others; it cannot be taken before it is {@link #settle settled}. */
    void add(BatchFile batch) {
        fresh.addLast(batch);
        space += batch.space();
        waiting += batch.samples();
    }

    /** All with numbers below this one may be taken from now on. */
    void settle(long next) {
        while (!fresh.isEmpty() && fresh.peekFirst().first() < next) {
            live.addLast(fresh.removeFirst());
        }
    }

    /** What is live has to wait from now on like what waited before. */
    void lineUp() {
        backlog.addAll(live);
        live.clear();
    }

    /**
     * Takes the oldest of both rows, at least one if there is one. Of the backlog, as long as it is not allowed more,
     * nothing; never all that is taken, if something live waits.
     *
     * @param allowed samples of the backlog; the last batch may go beyond
     * @param taking counts the samples of the backlog
     */
    List<BatchFile> take(int mostBatches, long mostBytes, long allowed, RateLimiter taking) {
        List<BatchFile> batches = new ArrayList<>();
        int share = live.isEmpty() ? 1 : 2;
        long bytes = 0;
        for (long left = allowed; left > 0 && fits(backlog, batches, bytes, mostBatches / share, mostBytes / share); ) {
            BatchFile batch = backlog.removeFirst();
            left -= batch.samples();
            taking.took(batch.samples());
            bytes += batch.bytes();
            batches.add(batch);
        }
        while (fits(live, batches, bytes, mostBatches, mostBytes)) {
            BatchFile batch = live.removeFirst();
            bytes += batch.bytes();
            batches.add(batch);
        }
        for (BatchFile batch : batches) {
            taken.put(batch.first(), batch);
            waiting -= batch.samples();
            inFlight += batch.samples();
        }
        return batches;
    }

    private static boolean fits(
            Deque<BatchFile> lane, List<BatchFile> batches, long bytes, int mostBatches, long mostBytes) {
        return !lane.isEmpty()
                && (batches.isEmpty()
                        || batches.size() < mostBatches
                                && bytes + lane.getFirst().bytes() <= mostBytes);
    }

    /** What was taken waits again, before all else. */
    void release() {
        List<BatchFile> back = new ArrayList<>(taken.values());
        back.addAll(backlog);
        back.sort(Comparator.comparingLong(BatchFile::first));
        backlog.clear();
        backlog.addAll(back);
        taken.clear();
        waiting += inFlight;
        inFlight = 0;
    }

    /** Of those that wait. */
    Optional<BatchFile> oldest() {
        return Stream.of(backlog, live, fresh)
                .filter(lane -> !lane.isEmpty())
                .findFirst()
                .map(Deque::peekFirst);
    }

    /** One that was taken, or waits. */
    void remove(BatchFile batch) {
        space -= batch.space();
        if (taken.remove(batch.first(), batch)) {
            inFlight -= batch.samples();
        } else {
            waiting -= batch.samples();
            Deque<BatchFile> lane = isIn(backlog, batch) ? backlog : isIn(live, batch) ? live : fresh;
            if (!lane.remove(batch)) {
                throw new IllegalStateException(batch + " is not here");
            }
        }
    }

    private static boolean isIn(Deque<BatchFile> lane, BatchFile batch) {
        return !lane.isEmpty() && batch.first() <= lane.peekLast().first();
    }

    /** Whether this one, which is here, has not been taken. */
    boolean waits(BatchFile batch) {
        return !taken.containsKey(batch.first());
    }

    /** Those that wait, the oldest first. */
    List<BatchFile> waitingBatches() {
        List<BatchFile> all = new ArrayList<>(backlog);
        all.addAll(live);
        all.addAll(fresh);
        return all;
    }

    /** All that are here and match, by their numbers. */
    List<NumberRange> ranges(Predicate<BatchFile> match) {
        List<NumberRange> ranges = new ArrayList<>();
        for (Iterable<BatchFile> lane : List.of(backlog, live, fresh, taken.values())) {
            for (BatchFile batch : lane) {
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
        return backlog.size() + live.size() + fresh.size() + taken.size();
    }

    /** What all of them take on disk. */
    long space() {
        return space;
    }

    /** Samples that wait. */
    long waiting() {
        return waiting;
    }

    /** Samples that have been taken. */
    long inFlight() {
        return inFlight;
    }

    Optional<BatchFile> oldestOfAll() {
        return Stream.concat(taken.values().stream(), oldest().stream())
                .min(Comparator.comparingLong(BatchFile::first));
    }
}
