package io.nephometer.publisher.mqtt.link;

import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import java.util.List;

/** A connection to a broker. Once it has failed it is cut and another one is opened. */
public interface BrokerLink {

    /** Opens links. */
    interface Opener {

        /**
         * Returns when the broker has accepted it. If it fails or is interrupted nothing is left of it.
         *
         * @param will what the broker publishes, retained, if the link breaks without a {@link #close(Message)}
         */
        BrokerLink open(Message will) throws DeliveryException, InterruptedException;

        /** Why the other end closes link after link that rests. */
        DeliveryException rivalry();

        /** Why the other end closes link after link that is in use. */
        DeliveryException refusal();
    }

    /** Whether the connection stands, as far as is known. */
    boolean isUp();

    /**
     * Sends in order and returns when all have been acknowledged (QoS 1) or written (QoS 0). After a failure it must be
     * cut; after an interruption it can be used again.
     */
    void send(List<Message> messages, int qos, boolean retained) throws DeliveryException, InterruptedException;

    /**
     * Publishes a last message, retained, and ends the link so that the broker forgets the will; if that takes more than
     * two seconds it is cut. Frees everything.
     */
    void close(Message farewell) throws InterruptedException;

    /** Ends it without a word, at once: the broker publishes the will. Frees everything. May be called again. */
    void cut();
}
