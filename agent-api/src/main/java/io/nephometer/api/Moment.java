package io.nephometer.api;

import java.time.Instant;

/**
 * A point in time on two clocks.
 *
 * @param wall the time of the wall clock, which says when
 * @param nanos nanoseconds of the host's monotonic clock; only differences between two moments have a meaning
 */
public record Moment(Instant wall, long nanos) {

    public static Moment now() {
        return new Moment(Instant.now(), System.nanoTime());
    }

    /** Returns the middle between two moments, the best estimate for a value that was read between them. */
    public static Moment between(Moment start, Moment end) {
        long half = (end.nanos - start.nanos) / 2;
        return new Moment(start.wall.plusNanos(half), start.nanos + half);
    }
}
