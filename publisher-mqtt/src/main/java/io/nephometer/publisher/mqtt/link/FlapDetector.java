package io.nephometer.publisher.mqtt.link;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Detects that the other end closes one link after the other soon after accepting it. Two clients with one id do that
 * to each other's idle links; a broker that does not accept a message does that to links in use.
 */
public final class FlapDetector {

    private static final int LIMIT = 3;
    private static final long SHORT = Duration.ofSeconds(60).toNanos();

    private final LongSupplier nanos;
    private long accepted;
    private int count;
    private int idle;

    public FlapDetector(LongSupplier nanos) {
        this.nanos = nanos;
    }

    public void linkOpened() {
        accepted = nanos.getAsLong();
    }

    /** @param inUse whether a message had not been acknowledged yet */
    public void linkClosed(boolean inUse) {
        boolean isShort = nanos.getAsLong() - accepted < SHORT;
        count = isShort ? count + 1 : 0;
        idle = isShort ? idle + (inUse ? 0 : 1) : 0;
    }

    public boolean isFlapping() {
        return count >= LIMIT;
    }

    /** Returns whether enough of these links were idle. */
    public boolean isFlappingWhileIdle() {
        return idle >= LIMIT;
    }
}
