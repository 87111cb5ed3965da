package io.nephometer.publisher.mqtt.audit;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was heard of one route of one host. Numbers may come in two ascending rows, what is new and what waited while a
 * link was down: a document is out of order if it is heard for the first time and continues neither, being below the
 * highest number heard and below the last one of the row of those that came late.
 */
final class RouteAccount {

    private static final int MOST_RANGES = 10_000;
    private static final int MOST_WORDS = 1_000; // of those that documents bring along: epochs, reasons

    private final Ranges heard = new Ranges();
    private final Ranges told = new Ranges();
    private final Ranges unused = new Ranges(); // perhaps: left out by a run that did not know which had been used
    private final Contents contents = new Contents();
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
    private long given; // missing numbers that are no longer among the gaps, for there were too many
    private long explained; // told ones of that kind

    /** Whether it is the first one of its number. */
    boolean hear(Document document) {
        if (heard.contains(document.seq())) {
            again(document);
            return false;
        }
        order(document.seq());
        heard.add(document.seq());
        contents.keep(document.seq(), document.content());
        documents++;
        samples += document.samples();
        if (epochs.size() < MOST_WORDS) {
            epochs.add(document.epoch());
        }
        if (heard.count() > MOST_RANGES) {
            giveUp(heard.lowestGap());
        }
        return true;
    }

    private void again(Document document) {
        Contents.Comparison comparison = contents.compare(document.seq(), document.content());
        if (comparison == Contents.Comparison.DIFFERENT) {
            firstConflict = conflicts == 0 ? document.seq() : firstConflict;
            conflicts++;
            return;
        }
        twins++;
        furthestTwin = Math.max(furthestTwin, heard.last() - document.seq());
        uncompared += comparison == Contents.Comparison.FORGOTTEN ? 1 : 0;
    }

    private void order(long number) {
        if (heard.isEmpty() || number > heard.last()) {
            return;
        }
        if (number < lastLate) {
            disordered++;
        } else {
            lastLate = number;
        }
    }

    private void giveUp(Ranges.Range gap) {
        List<Ranges.Range> untold = without(told, List.of(gap));
        given += sum(without(unused, untold));
        explained += gap.size() - sum(untold);
        heard.add(gap);
    }

    void tell(Loss loss) {
        String reason = lost.size() < MOST_WORDS ? loss.reason() : "other";
        lost.merge(reason, loss.samples(), Long::sum);
        Ranges ranges = loss.samples() > 0 ? told : unused;
        loss.numbers().filter(numbers -> ranges.count() < MOST_RANGES).ifPresent(ranges::add);
    }

    /** @param fromStart whether the first number ought to be 1, and not just the first one heard */
    RouteReport report(boolean fromStart) {
        long first = heard.isEmpty() ? 0 : heard.first();
        long last = heard.isEmpty() ? -1 : heard.last();
        Ranges.Range expected = new Ranges.Range(fromStart && last > 0 ? Math.min(1, first) : first, last);
        List<Ranges.Range> gaps = last < first ? List.of() : heard.missing(expected);
        List<Ranges.Range> untold = without(told, gaps);
        List<Ranges.Range> missing = without(unused, untold);
        return new RouteReport(
                documents,
                samples,
                first,
                last,
                new RouteReport.Twins(twins, furthestTwin, uncompared),
                disordered,
                new RouteReport.Told(explained + sum(gaps) - sum(untold), lost),
                new RouteReport.Missing(given + sum(missing), missing),
                new RouteReport.Conflicts(conflicts, firstConflict),
                epochs.size());
    }

    private static List<Ranges.Range> without(Ranges some, List<Ranges.Range> all) {
        return all.stream().flatMap(range -> some.missing(range).stream()).toList();
    }

    private static long sum(List<Ranges.Range> ranges) {
        return ranges.stream().mapToLong(Ranges.Range::size).sum();
    }
}
