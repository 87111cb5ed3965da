package io.nephometer.publisher.mqtt.link;

/**
 * A link's QoS 1 subscription to the messages that match a topic filter.
 *
 * @param filter the topic filter, which may contain wildcards
 * @param durable whether the broker keeps messages for the client while the client is disconnected
 * @param maxPacketBytes the maximum size of a received MQTT packet in bytes; a larger packet ends the link
 * @param listener the listener that receives each message; while the listener has no room, the broker must wait
 */
public record Subscription(String filter, boolean durable, int maxPacketBytes, Listener listener) {

    /** Receives messages from a subscription. */
    public interface Listener {
        /**
         * Accepts a message. Returns false after a short wait if there is no room for the message yet; the caller then
         * retries.
         */
        boolean received(String topic, byte[] payload) throws InterruptedException;
    }
}
