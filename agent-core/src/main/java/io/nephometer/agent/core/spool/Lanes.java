package io.nephometer.agent.core.spool;

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
final class Lanes {

    private final ArrayDeque<Stored> backlog = new ArrayDeque<>();
    private final ArrayDeque<Stored> live = new ArrayDeque<>();
    private final ArrayDeque<Stored> fresh = new ArrayDeque<>();
    private final Map<Long, Stored> taken = new HashMap<>();
    private long space;
    private long waiting;
    private long inFlight;

    /** A batch later than all others; it cannot be taken before it is {@link #settle settled}. */
    void add(Stored batch) {
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
    List<Stored> take(int mostBatches, long mostBytes, long allowed, DrainLimit taking) {
        List<Stored> batches = new ArrayList<>();
        int share = live.isEmpty() ? 1 : 2;
        long bytes = 0;
        for (long left = allowed; left > 0 && fits(backlog, batches, bytes, mostBatches / share, mostBytes / share); ) {
            Stored batch = backlog.removeFirst();
            left -= batch.samples();
            taking.took(batch.samples());
            bytes += batch.bytes();
            batches.add(batch);
        }
        while (fits(live, batches, bytes, mostBatches, mostBytes)) {
            Stored batch = live.removeFirst();
            bytes += batch.bytes();
            batches.add(batch);
        }
        for (Stored batch : batches) {
            taken.put(batch.first(), batch);
            waiting -= batch.samples();
            inFlight += batch.samples();
        }
        return batches;
    }

    private static boolean fits(Deque<Stored> lane, List<Stored> batches, long bytes, int mostBatches, long mostBytes) {
        return !lane.isEmpty()
                && (batches.isEmpty()
                        || batches.size() < mostBatches
                                && bytes + lane.getFirst().bytes() <= mostBytes);
    }

    /** What was taken waits again, before all else. */
    void release() {
        List<Stored> back = new ArrayList<>(taken.values());
        back.addAll(backlog);
        back.sort(Comparator.comparingLong(Stored::first));
        backlog.clear();
        backlog.addAll(back);
        taken.clear();
        waiting += inFlight;
        inFlight = 0;
    }

    /** Of those that wait. */
    Optional<Stored> oldest() {
        return Stream.of(backlog, live, fresh)
                .filter(lane -> !lane.isEmpty())
                .findFirst()
                .map(Deque::peekFirst);
    }

    /** One that was taken, or waits. */
    void remove(Stored batch) {
        space -= batch.space();
        if (taken.remove(batch.first(), batch)) {
            inFlight -= batch.samples();
        } else {
            waiting -= batch.samples();
            Deque<Stored> lane = isIn(backlog, batch) ? backlog : isIn(live, batch) ? live : fresh;
            if (!lane.remove(batch)) {
                throw new IllegalStateException(batch + " is not here");
            }
        }
    }

    private static boolean isIn(Deque<Stored> lane, Stored batch) {
        return !lane.isEmpty() && batch.first() <= lane.peekLast().first();
    }

    /** Whether this one, which is here, has not been taken. */
    boolean waits(Stored batch) {
        return !taken.containsKey(batch.first());
    }

    /** Those that wait, the oldest first. */
    List<Stored> waitingBatches() {
        List<Stored> all = new ArrayList<>(backlog);
        all.addAll(live);
        all.addAll(fresh);
        return all;
    }

    /** All that are here and match, by their numbers. */
    List<NumberRange> ranges(Predicate<Stored> match) {
        List<NumberRange> ranges = new ArrayList<>();
        for (Iterable<Stored> lane : List.of(backlog, live, fresh, taken.values())) {
            for (Stored batch : lane) {
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

    Optional<Stored> oldestOfAll() {
        return Stream.concat(taken.values().stream(), oldest().stream()).min(Comparator.comparingLong(Stored::first));
    }
}
