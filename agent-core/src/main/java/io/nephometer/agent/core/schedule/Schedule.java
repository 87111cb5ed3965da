package io.nephometer.agent.core.schedule;

import java.time.Duration;
import java.time.Instant;

/**
 * The times at which turns are due: whenever the wall clock reads {@code k × interval + phase} for a whole number
 * {@code k}.
 *
 * @param interval the time between two due times
 * @param phase the offset of the due times from whole multiples of the interval, at least zero and less than the
 *     interval
 */
public record Schedule(Duration interval, Duration phase) implements Comparable<Schedule> {

    /**
     * Returns the schedule for an interval.
     *
     * @param align whether turns are due at whole multiples of the interval; if not, a stable phase computed from the
     *     host name spreads the turns of different hosts across the interval
     */
    static Schedule of(Duration interval, boolean align, String host) {
        long phase = align ? 0 : Math.floorMod(spread(host), interval.toMillis());
        return new Schedule(interval, Duration.ofMillis(phase));
    }

    /** Returns the first due time after a given moment. */
    Instant after(Instant moment) {
        long step = interval.toMillis();
        long millis = moment.toEpochMilli() - phase.toMillis();
        return Instant.ofEpochMilli((Math.floorDiv(millis, step) + 1) * step + phase.toMillis());
    }

    /**
     * Returns the FNV-1a hash of a host name; {@code String.hashCode} is unsuitable because it returns consecutive
     * values for host-1, host-2 and host-3.
     */
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
