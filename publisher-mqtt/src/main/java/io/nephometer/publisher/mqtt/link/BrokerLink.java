package io.nephometer.publisher.mqtt.link;

import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import java.util.List;

/** A connection to a broker. A link that has failed is cut and never used again; another one is opened. */
public interface BrokerLink {

    /** Opens links. */
    interface Opener {

        /**
         * Opens a link and returns when the broker has accepted it. If that fails or is interrupted, all its resources are
         * free.
         *
         * @param will the message that the broker publishes, retained, if the link ends without {@link #close(Message)}
         */
        BrokerLink open(Message will) throws DeliveryException, InterruptedException;

        /** Returns why the other end closes one idle link after the other. */
        DeliveryException rivalry();

        /** Returns why the other end closes one link after the other while it is in use. */
        DeliveryException refusal();
    }

    /** Returns whether the connection is up, as far as is known. */
    boolean isUp();

    /**
     * Sends messages in order and returns when all are acknowledged (QoS 1) or written (QoS 0). After a failure the link
     * must be cut; after an interruption it can be used again.
     */
    void send(List<Message> messages, int qos, boolean retained) throws DeliveryException, InterruptedException;

    /**
     * Publishes a last message, retained, and ends the link so that the broker discards the will; cuts it if that takes
     * more than two seconds. Frees all resources.
     */
    void close(Message farewell) throws InterruptedException;

    /** Ends the link at once and without a message: the broker publishes the will. Frees all resources. Idempotent. */
    void cut();
}
