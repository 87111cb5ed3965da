package io.nephometer.audit;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tracks the sequence numbers received from one route on one host to detect gaps, duplicates and out-of-order numbers.
 * Numbers may arrive in two ascending series: one for new documents and one for documents that waited while a
 * connection was down. A new document is out of order if it continues neither series: its number is lower than both the
 * highest number and the number of the last late document.
 */
final class SequenceTracker {

    private static final int MAX_RANGES = 10_000;
    private static final int MAX_WORDS = 1_000; // the maximum number of distinct epochs and reasons

    private final RangeSet received = new RangeSet();
    private final RangeSet reported = new RangeSet();
    private final RangeSet unused = new RangeSet(); // skipped, possibly by a run that did not know the used numbers
    private final RecentChecksums checksums = new RecentChecksums();
    private final Set<String> epochs = new HashSet<>();
    private final Map<String, Long> lost = new TreeMap<>();
    private long documents;
    private long samples;
    private long twins;
    private long uncompared;
    private long furthestTwin;
    private long conflicts;
    private long firstConflict;
    private long disordered;
    private long lastLate = -1;
    private long forgottenMissing; // missing numbers in gaps dropped beyond the limit
    private long forgottenReported; // numbers in those gaps that loss records contain

    /** Records a received document and returns whether it is the first document with its sequence number. */
    boolean add(SampleDocument document) {
        if (received.contains(document.seq())) {
            addTwin(document);
            return false;
        }
        checkOrder(document.seq());
        received.add(document.seq());
        checksums.put(document.seq(), document.checksum());
        documents++;
        samples += document.samples();
        if (epochs.size() < MAX_WORDS) {
            epochs.add(document.epoch());
        }
        if (received.count() > MAX_RANGES) {
            forget(received.lowestGap());
        }
        return true;
    }

    private void addTwin(SampleDocument document) {
        RecentChecksums.Comparison comparison = checksums.compare(document.seq(), document.checksum());
        if (comparison == RecentChecksums.Comparison.DIFFERENT) {
            firstConflict = conflicts == 0 ? document.seq() : firstConflict;
            conflicts++;
            return;
        }
        twins++;
        furthestTwin = Math.max(furthestTwin, received.last() - document.seq());
        uncompared += comparison == RecentChecksums.Comparison.UNKNOWN ? 1 : 0;
    }

    private void checkOrder(long number) {
        if (received.isEmpty() || number > received.last()) {
            return;
        }
        if (number < lastLate) {
            disordered++;
        } else {
            lastLate = number;
        }
    }

    private void forget(RangeSet.Range gap) {
        List<RangeSet.Range> unreported = subtract(reported, List.of(gap));
        forgottenMissing += sum(subtract(unused, unreported));
        forgottenReported += gap.size() - sum(unreported);
        received.add(gap);
    }

    void add(ReportedLoss loss) {
        String reason = lost.size() < MAX_WORDS ? loss.reason() : "other";
        lost.merge(reason, loss.samples(), Long::sum);
        RangeSet ranges = loss.samples() > 0 ? reported : unused;
        loss.numbers().filter(numbers -> ranges.count() < MAX_RANGES).ifPresent(ranges::add);
    }

    /**
     * Returns the result for this route.
     *
     * @param fromStart whether the numbers are expected to start at 1 rather than at the first number received
     */
    RouteReport report(boolean fromStart) {
        long first = received.isEmpty() ? 0 : received.first();
        long last = received.isEmpty() ? -1 : received.last();
        RangeSet.Range expected = new RangeSet.Range(fromStart && last > 0 ? Math.min(1, first) : first, last);
        List<RangeSet.Range> gaps = last < first ? List.of() : received.missing(expected);
        List<RangeSet.Range> unreported = subtract(reported, gaps);
        List<RangeSet.Range> missing = subtract(unused, unreported);
        return new RouteReport(
                documents,
                samples,
                first,
                last,
                new RouteReport.Twins(twins, furthestTwin, uncompared),
                disordered,
                new RouteReport.ReportedLosses(forgottenReported + sum(gaps) - sum(unreported), lost),
                new RouteReport.Missing(forgottenMissing + sum(missing), missing),
                new RouteReport.Conflicts(conflicts, firstConflict),
                epochs.size());
    }

    private static List<RangeSet.Range> subtract(RangeSet numbers, List<RangeSet.Range> ranges) {
        return ranges.stream().flatMap(range -> numbers.missing(range).stream()).toList();
    }

    private static long sum(List<RangeSet.Range> ranges) {
        return ranges.stream().mapToLong(RangeSet.Range::size).sum();
    }
}
