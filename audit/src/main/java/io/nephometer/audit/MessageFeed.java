package io.nephometer.audit;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A subscription at one or more brokers that keeps what it receives until it is asked for. */
interface MessageFeed extends AutoCloseable {

    /** Subscribes at brokers. */
    interface Opener {

        /**
         * Returns when all brokers have granted the subscription.
         *
         * @param durable whether the brokers keep messages that come while the link to them is broken
         * @throws IllegalArgumentException if a URL is wrong; the message contains what is expected
         * @throws IOException if a broker does not grant the subscription
         */
        MessageFeed open(List<URI> urls, boolean durable) throws IOException, InterruptedException;
    }

    /**
     * Returns the next message, in the order in which they came; empty if there was none in time.
     *
     * @throws IOException if the link was lost: messages that were sent meanwhile may never be received
     */
    Optional<ReceivedMessage> next(Duration timeout) throws IOException, InterruptedException;

    @Override
    void close();
}
