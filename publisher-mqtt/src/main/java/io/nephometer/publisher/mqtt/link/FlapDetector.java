package io.nephometer.publisher.mqtt.link;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How often in a row the other end has closed a link soon after it had accepted it. Two clients with one id do that to
 * links that rest; a broker that does not take a message does it to links that are in use.
 */
public final class FlapDetector {

    private static final int MANY = 3;
    private static final long SHORT = Duration.ofSeconds(60).toNanos();

    private final LongSupplier nanos;
    private long accepted;
    private int count;
    private int resting;

    public FlapDetector(LongSupplier nanos) {
        this.nanos = nanos;
    }

    public void linkOpened() {
        accepted = nanos.getAsLong();
    }

    /** @param inUse whether something had been sent that was not acknowledged */
    public void linkClosed(boolean inUse) {
        boolean isShort = nanos.getAsLong() - accepted < SHORT;
        count = isShort ? count + 1 : 0;
        resting = isShort ? resting + (inUse ? 0 : 1) : 0;
    }

    public boolean isFlapping() {
        return count >= MANY;
    }

    /** Whether many of them rested. */
    public boolean isFlappingWhileIdle() {
        return resting >= MANY;
    }
}
