package io.nephometer.agent.core.spool.ledger;

import io.nephometer.agent.core.spool.file.BatchFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Messages that wait, as the ledger names them.
 *
 * @param first number of the first one
 * @param last number of the last one; what is between them may have been delivered
 * @param samples of those that wait
 */
public record NumberRange(long first, long last, long samples) {

    private static final int MOST = 24; // what has room in a page

    public static NumberRange of(BatchFile batch) {
        return new NumberRange(batch.first(), batch.next() - 1, batch.samples());
    }

    public boolean has(BatchFile batch) {
        return batch.first() >= first && batch.first() <= last;
    }

    private NumberRange with(NumberRange later) {
        return new NumberRange(first, later.last, samples + later.samples);
    }

    /** Adds a range to others, of which the last may be extended by it. */
    public static void add(List<NumberRange> ranges, NumberRange more) {
        NumberRange last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
        if (last != null && last.last + 1 == more.first) {
            ranges.set(ranges.size() - 1, last.with(more));
        } else {
            ranges.add(more);
        }
    }

    /** The same messages in order and in few ranges: the smallest gaps are closed. */
    public static List<NumberRange> few(List<NumberRange> all) {
        List<NumberRange> ranges = new ArrayList<>();
        all.stream().sorted(Comparator.comparingLong(NumberRange::first)).forEach(range -> add(ranges, range));
        while (ranges.size() > MOST) {
            int at = 0;
            for (int i = 1; i < ranges.size() - 1; i++) {
                at = gap(ranges, i) < gap(ranges, at) ? i : at;
            }
            ranges.set(at, ranges.get(at).with(ranges.remove(at + 1)));
        }
        return ranges;
    }

    private static long gap(List<NumberRange> ranges, int at) {
        return ranges.get(at + 1).first - ranges.get(at).last;
    }
}
