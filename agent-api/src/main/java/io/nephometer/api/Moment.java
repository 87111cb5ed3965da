package io.nephometer.api;

import java.time.Instant;

/**
 * A point in time on two clocks.
 *
 * @param wall the wall-clock time, for display
 * @param nanos the reading of the host's monotonic clock, in nanoseconds; only the difference between two readings is
 *     meaningful
 */
public record Moment(Instant wall, long nanos) {

    public static Moment now() {
        return new Moment(Instant.now(), System.nanoTime());
    }

    /**
     * Returns the midpoint between two moments. The midpoint is the best estimate of when a value was read if the
     * reading began at one moment and ended at the other.
     */
    public static Moment between(Moment start, Moment end) {
        long half = (end.nanos - start.nanos) / 2;
        return new Moment(start.wall.plusNanos(half), start.nanos + half);
    }
}
