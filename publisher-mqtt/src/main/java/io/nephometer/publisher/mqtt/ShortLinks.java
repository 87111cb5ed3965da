package io.nephometer.publisher.mqtt;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How often in a row the other end has closed a link soon after it had accepted it: what two clients with one id do. */
final class ShortLinks {

    private static final int MANY = 3;
    private static final long SHORT = Duration.ofSeconds(60).toNanos();

    private final LongSupplier nanos;
    private long accepted;
    private int count;

    ShortLinks(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void accepted() {
        accepted = nanos.getAsLong();
    }

    void closed() {
        count = nanos.getAsLong() - accepted < SHORT ? count + 1 : 0;
    }

    boolean areMany() {
        return count >= MANY;
    }
}
