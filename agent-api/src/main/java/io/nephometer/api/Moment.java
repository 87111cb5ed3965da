package io.nephometer.api;

import java.time.Instant;

/**
 * A point in time on two clocks: the wall clock, for when, and the monotonic one of the host, for how long between
 * (nanoseconds; only differences mean something).
 */
public record Moment(Instant wall, long nanos) {

    public static Moment now() {
        return new Moment(Instant.now(), System.nanoTime());
    }

    /** The middle between two moments, the best guess for a value that was read somewhere between them. */
    public static Moment between(Moment start, Moment end) {
        long half = (end.nanos - start.nanos) / 2;
        return new Moment(start.wall.plusNanos(half), start.nanos + half);
    }
}
