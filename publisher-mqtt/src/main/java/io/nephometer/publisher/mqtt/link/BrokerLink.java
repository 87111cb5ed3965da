package io.nephometer.publisher.mqtt.link;

import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import java.util.List;

/** A connection to a broker. A link that has failed is cut and replaced with a new link. */
public interface BrokerLink {

    /** Opens links. */
    interface Opener {

        /**
         * Opens a link and returns when the broker has accepted the connection. If opening fails or is interrupted, all
         * of the link's resources are released.
         *
         * @param will the retained message that the broker publishes if the link ends without a call to
         *     {@link #close(Message)}
         */
        BrokerLink open(Message will) throws DeliveryException, InterruptedException;

        /** Returns an exception that explains why the other end repeatedly closes idle links. */
        DeliveryException rivalry();

        /** Returns an exception that explains why the other end repeatedly closes links that are in use. */
        DeliveryException refusal();
    }

    /** Returns whether the connection is believed to be up. */
    boolean isUp();

    /**
     * Sends messages in order and returns when all of them have been acknowledged (QoS 1) or written (QoS 0). After a
     * failure, the link must be cut. After an interruption, the link remains usable.
     */
    void send(List<Message> messages, int qos, boolean retained) throws DeliveryException, InterruptedException;

    /**
     * Publishes a final, retained message and disconnects cleanly so that the broker discards the will. If publishing
     * or disconnecting takes more than two seconds, the link is cut. All of the link's resources are released.
     */
    void close(Message farewell) throws InterruptedException;

    /**
     * Ends the link immediately, without a final message, so that the broker publishes the will. All of the link's
     * resources are released. This method is idempotent.
     */
    void cut();
}
