package io.nephometer.api;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The way out for one route. Core keeps what {@link #encode} made in its spool until {@link #deliver} has returned, so a
 * publisher needs neither a buffer nor retries.
 */
@ConsumerType
public interface Publisher extends AutoCloseable {

    /**
     * The messages of one batch, in order; the first has the batch's sequence number, each further one the next. Every
     * sample is in exactly one of them: one that is in none is accounted for as lost. A pure function, called by one
     * thread at a time.
     */
    List<Message> encode(Batch batch);

    /**
     * Delivers in order and returns when all have been acknowledged; connects first where it must. Called on the route's
     * own thread. What was delivered before a failure is delivered again: the receiver sees it twice.
     */
    void deliver(List<Message> messages) throws DeliveryException, InterruptedException;

    /** Says goodbye and frees everything, within a few seconds. */
    @Override
    void close();
}
