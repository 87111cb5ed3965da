package io.nephometer.publisher.mqtt.link;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Detects that the other end repeatedly closes links soon after accepting them. Idle links are closed early when two
 * clients share a client ID. Links in use are closed early when the broker does not accept a message.
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

    /** @param inUse whether a message was still unacknowledged when the link was closed */
    public void linkClosed(boolean inUse) {
        boolean isShort = nanos.getAsLong() - accepted < SHORT;
        count = isShort ? count + 1 : 0;
        idle = isShort ? idle + (inUse ? 0 : 1) : 0;
    }

    public boolean isFlapping() {
        return count >= LIMIT;
    }

    /** Returns whether the other end has repeatedly closed idle links early. */
    public boolean isFlappingWhileIdle() {
        return idle >= LIMIT;
    }
}
