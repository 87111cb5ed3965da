package io.nephometer.agent.core.spool.ledger;

import io.nephometer.agent.core.spool.file.BatchFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A range of waiting messages, as recorded in the ledger.
 *
 * @param first the number of the first message
 * @param last the number of the last message; some messages within the range may have been delivered
 * @param samples the number of waiting samples in the range
 */
public record MessageRange(long first, long last, long samples) {

    private static final int MAX_RANGES = 24; // as many as fit into a page

    public static MessageRange of(BatchFile batch) {
        return new MessageRange(batch.first(), batch.next() - 1, batch.samples());
    }

    public boolean has(BatchFile batch) {
        return batch.first() >= first && batch.first() <= last;
    }

    private MessageRange with(MessageRange later) {
        return new MessageRange(first, later.last, samples + later.samples);
    }

    /** Adds a range to a list, or extends the last range in the list if the two ranges are adjacent. */
    public static void add(List<MessageRange> ranges, MessageRange more) {
        MessageRange last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
        if (last != null && last.last + 1 == more.first) {
            ranges.set(ranges.size() - 1, last.with(more));
        } else {
            ranges.add(more);
        }
    }

    /**
     * Returns the ranges in ascending order. If there are too many ranges, the ranges with the smallest gaps between
     * them are merged.
     */
    public static List<MessageRange> few(List<MessageRange> all) {
        List<MessageRange> ranges = new ArrayList<>();
        all.stream().sorted(Comparator.comparingLong(MessageRange::first)).forEach(range -> add(ranges, range));
        while (ranges.size() > MAX_RANGES) {
            int position = 0;
            for (int i = 1; i < ranges.size() - 1; i++) {
                position = gap(ranges, i) < gap(ranges, position) ? i : position;
            }
            ranges.set(position, ranges.get(position).with(ranges.remove(position + 1)));
        }
        return ranges;
    }

    private static long gap(List<MessageRange> ranges, int position) {
        return ranges.get(position + 1).first - ranges.get(position).last;
    }
}
