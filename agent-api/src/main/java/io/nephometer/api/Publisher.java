package io.nephometer.api;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Encodes and delivers the samples of one route. The agent keeps encoded messages in its spool until {@link #deliver}
 * has returned, so a publisher needs neither a buffer nor retries.
 */
@ConsumerType
public interface Publisher extends AutoCloseable {

    /**
     * Encodes a batch into messages, in order. The first message has the batch's sequence number, and each further
     * message the next number. Each sample must be in exactly one message; samples that are in no message count as
     * lost. This method must be a pure function. It is called by one thread at a time.
     */
    List<Message> encode(Batch batch);

    /**
     * Delivers messages in order and returns when all of them are acknowledged. Connects first if necessary. This
     * method is called on the route's own thread. After a failure, messages that had already been delivered are
     * delivered again, so the receiver may get them twice.
     */
    void deliver(List<Message> messages) throws DeliveryException, InterruptedException;

    /** Disconnects and releases all resources, within a few seconds. */
    @Override
    void close();
}
