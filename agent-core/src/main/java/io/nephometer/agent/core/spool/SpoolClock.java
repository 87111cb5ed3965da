package io.nephometer.agent.core.spool;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The two clocks of a spool.
 *
 * @param wall what people call the time; it may be stepped
 * @param nanos the monotonic clock
 */
public record SpoolClock(InstantSource wall, LongSupplier nanos) {

    public static SpoolClock system() {
        return new SpoolClock(InstantSource.system(), System::nanoTime);
    }

    Instant now() {
        return wall.instant();
    }

    /** Milliseconds of the monotonic clock. */
    long steadyMillis() {
        return TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong());
    }

    /** By how many milliseconds the wall clock is ahead of the monotonic one. Changes when the wall clock is stepped. */
    long offset() {
        return wall.millis() - steadyMillis();
    }
}
