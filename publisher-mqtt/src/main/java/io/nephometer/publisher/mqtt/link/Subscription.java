package io.nephometer.publisher.mqtt.link;

/**
 * The messages that a link receives, with QoS 1.
 *
 * @param filter the topic filter, which may contain wildcards
 * @param durable whether the broker keeps messages for this client while it is not connected
 * @param maxPacketBytes the maximum size of a received MQTT packet in bytes; a larger packet ends the link
 * @param listener the receiver of each message; while the listener has no room, the broker waits
 */
public record Subscription(String filter, boolean durable, int maxPacketBytes, Listener listener) {

    /** Receives messages from the subscription. */
    public interface Listener {
        /**
         * Accepts a message, or returns false after a short wait if there is no room for it yet, in which case the
         * method is called again.
         */
        boolean received(String topic, byte[] payload) throws InterruptedException;
    }
}
