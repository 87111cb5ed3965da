package io.nephometer.agent.core.spool;

import io.nephometer.api.Moment;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The two clocks used by a spool.
 *
 * @param wall the wall clock, which may jump
 * @param nanos the monotonic clock, which returns nanoseconds
 */
public record SpoolClock(InstantSource wall, LongSupplier nanos) {

    public static SpoolClock system() {
        return new SpoolClock(InstantSource.system(), System::nanoTime);
    }

    Instant now() {
        return wall.instant();
    }

    Moment moment() {
        return new Moment(now(), nanos.getAsLong());
    }

    /** Returns the current reading of the monotonic clock, in milliseconds. */
    long steadyMillis() {
        return TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong());
    }

    /**
     * Returns how many milliseconds the wall clock is ahead of the monotonic clock. The difference changes when the
     * wall clock jumps.
     */
    long offset() {
        return wall.millis() - steadyMillis();
    }
}
