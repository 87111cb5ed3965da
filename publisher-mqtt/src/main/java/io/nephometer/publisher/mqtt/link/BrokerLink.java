package io.nephometer.publisher.mqtt.link;

import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import java.util.List;

/** A connection to a broker. A link that has failed is cut and never used again; a new link replaces it. */
public interface BrokerLink {

    /** Opens links. */
    interface Opener {

        /**
         * Opens a link, and returns when the broker has accepted it. If opening fails or is interrupted, all resources
         * of the link are released.
         *
         * @param will the message that the broker publishes, retained, if the link ends without {@link #close(Message)}
         */
        BrokerLink open(Message will) throws DeliveryException, InterruptedException;

        /** Returns an explanation of why the other end repeatedly closes idle links. */
        DeliveryException rivalry();

        /** Returns an explanation of why the other end repeatedly closes links that are in use. */
        DeliveryException refusal();
    }

    /** Returns whether the connection is believed to be up. */
    boolean isUp();

    /**
     * Sends messages in order, and returns when all have been acknowledged (QoS 1) or written (QoS 0). After a failure,
     * the link must be cut; after an interruption, it can be used again.
     */
    void send(List<Message> messages, int qos, boolean retained) throws DeliveryException, InterruptedException;

    /**
     * Publishes a last, retained message and ends the link in such a way that the broker discards the will. If that
     * takes more than two seconds, cuts the link. Releases all resources of the link.
     */
    void close(Message farewell) throws InterruptedException;

    /**
     * Ends the link at once and without a message, so that the broker publishes the will. Releases all resources of the
     * link. Idempotent.
     */
    void cut();
}
