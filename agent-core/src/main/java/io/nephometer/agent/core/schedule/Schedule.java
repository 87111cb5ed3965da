package io.nephometer.agent.core.schedule;

import java.time.Duration;
import java.time.Instant;

/**
 * When the turns of one interval are due: on the wall clock's {@code k × interval + phase}.
 *
 * @param phase at least zero, less than the interval
 */
public record Schedule(Duration interval, Duration phase) implements Comparable<Schedule> {

    /** Aligned: on whole multiples. Else off them by a part of the interval that is each host's own, and stable. */
    static Schedule of(Duration interval, boolean align, String host) {
        long phase = align ? 0 : Math.floorMod(spread(host), interval.toMillis());
        return new Schedule(interval, Duration.ofMillis(phase));
    }

    /** The first due time after a moment. */
    Instant after(Instant moment) {
        long step = interval.toMillis();
        long millis = moment.toEpochMilli() - phase.toMillis();
        return Instant.ofEpochMilli((Math.floorDiv(millis, step) + 1) * step + phase.toMillis());
    }

    /** FNV-1a: String.hashCode keeps host-1, host-2, host-3 together. */
    private static int spread(String host) {
        int hash = 0x811c9dc5;
        for (int i = 0; i < host.length(); i++) {
            hash = (hash ^ host.charAt(i)) * 0x01000193;
        }
        return hash ^ (hash >>> 15);
    }

    @Override
    public int compareTo(Schedule other) {
        int byInterval = interval.compareTo(other.interval);
        return byInterval != 0 ? byInterval : phase.compareTo(other.phase);
    }
}
