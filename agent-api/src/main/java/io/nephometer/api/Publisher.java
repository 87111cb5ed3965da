package io.nephometer.api;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Encodes and delivers the samples of one route. The agent keeps encoded messages in its spool until {@link #deliver}
 * has returned, so a publisher needs neither a buffer nor retry logic.
 */
@ConsumerType
public interface Publisher extends AutoCloseable {

    /**
     * Encodes a batch as an ordered list of messages. The first message has the batch's sequence number, and each
     * subsequent message has the next number. Each sample must be in exactly one message; samples that are not in any
     * message are counted as lost. This method must be a pure function. The agent calls this method on one thread at a
     * time.
     */
    List<Message> encode(Batch batch);

    /**
     * Delivers messages in order and returns when the receiver has acknowledged all of them. Connects to the receiver
     * first if necessary. The agent calls this method on the route's own thread. After a failure, the agent redelivers
     * even messages that the receiver has already accepted, so the receiver may receive some messages twice.
     */
    void deliver(List<Message> messages) throws DeliveryException, InterruptedException;

    /** Disconnects from the receiver and releases all resources within a few seconds. */
    @Override
    void close();
}
