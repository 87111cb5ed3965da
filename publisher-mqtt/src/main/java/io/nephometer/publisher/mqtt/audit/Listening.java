package io.nephometer.publisher.mqtt.audit;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A subscription that holds what it has heard until it is asked for. */
public interface Listening extends AutoCloseable {

    /** Whoever can listen at brokers. */
    interface Opener {

        /**
         * Returns when all brokers have granted the subscription.
         *
         * @param durable whether the brokers keep what comes while the link to them is broken
         * @throws IllegalArgumentException if a URL is wrong: what is, and what would be right
         * @throws IOException if one cannot be listened to
         */
        Listening open(List<URI> urls, boolean durable) throws IOException, InterruptedException;
    }

    /**
     * The next message, in the order in which they came; empty if there was none in time.
     *
     * @throws IOException if the link was lost: what was sent meanwhile may never be heard
     */
    Optional<Heard> next(Duration atMost) throws IOException, InterruptedException;

    @Override
    void close();
}
