package io.nephometer.audit;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A subscription to one or more brokers. Received messages are queued until they are retrieved. */
interface MessageFeed extends AutoCloseable {

    /** Opens subscriptions to brokers. */
    interface Opener {

        /**
         * Opens a subscription and waits until all brokers have granted it.
         *
         * @param durable whether the brokers keep messages that arrive while the connection to the subscriber is broken
         * @throws IllegalArgumentException if a URL is invalid; the message describes the expected form
         * @throws IOException if a broker does not grant the subscription
         */
        MessageFeed open(List<URI> urls, boolean durable) throws IOException, InterruptedException;
    }

    /**
     * Returns the next message in order of arrival, or an empty result if no message arrives within the timeout.
     *
     * @throws IOException if a connection was lost; messages sent while the connection was down may never be received
     */
    Optional<ReceivedMessage> next(Duration timeout) throws IOException, InterruptedException;

    @Override
    void close();
}
