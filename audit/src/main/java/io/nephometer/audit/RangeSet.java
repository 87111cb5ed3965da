package io.nephometer.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A set of whole numbers, stored as ranges. Adjacent ranges are merged. */
final class RangeSet {

    /** An inclusive range of whole numbers. */
    record Range(long first, long last) {
        long size() {
            return last - first + 1;
        }

        @Override
        public String toString() {
            return first == last ? Long.toString(first) : first + "-" + last;
        }
    }

    private final NavigableMap<Long, Long> lasts = new TreeMap<>(); // the last number of each range, by its first

    void add(long number) {
        add(new Range(number, number));
    }

    void add(Range range) {
        long first = range.first;
        long last = range.last;
        Map.Entry<Long, Long> before = lasts.floorEntry(first);
        if (before != null && before.getValue() >= first - 1) {
            first = before.getKey();
            last = Math.max(last, before.getValue());
        }
        for (Map.Entry<Long, Long> next = lasts.ceilingEntry(first);
                next != null && next.getKey() - 1 <= last;
                next = lasts.ceilingEntry(first)) {
            last = Math.max(last, next.getValue());
            lasts.remove(next.getKey());
        }
        lasts.put(first, last);
    }

    boolean contains(long number) {
        Map.Entry<Long, Long> before = lasts.floorEntry(number);
        return before != null && before.getValue() >= number;
    }

    boolean isEmpty() {
        return lasts.isEmpty();
    }

    /** Returns the number of ranges. */
    int count() {
        return lasts.size();
    }

    long first() {
        return lasts.firstKey();
    }

    long last() {
        return lasts.lastEntry().getValue();
    }

    /** Returns the gap between the two lowest ranges. */
    Range lowestGap() {
        return new Range(lasts.firstEntry().getValue() + 1, lasts.higherKey(lasts.firstKey()) - 1);
    }

    List<Range> all() {
        return lasts.entrySet().stream()
                .map(range -> new Range(range.getKey(), range.getValue()))
                .toList();
    }

    /** Returns the parts of a range that are not in this set, in ascending order. */
    List<Range> missing(Range within) {
        List<Range> missing = new ArrayList<>();
        Map.Entry<Long, Long> before = lasts.floorEntry(within.first);
        long next = before == null ? within.first : Math.max(within.first, before.getValue() + 1);
        for (Map.Entry<Long, Long> range :
                lasts.subMap(within.first, false, within.last, true).entrySet()) {
            if (range.getKey() > next) {
                missing.add(new Range(next, range.getKey() - 1));
            }
            next = range.getValue() + 1;
        }
        if (next <= within.last) {
            missing.add(new Range(next, within.last));
        }
        return missing;
    }
}
