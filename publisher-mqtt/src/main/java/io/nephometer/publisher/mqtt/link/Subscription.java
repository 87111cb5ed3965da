package io.nephometer.publisher.mqtt.link;

/**
 * The messages that a link receives, with QoS 1.
 *
 * @param filter the filter of topics, with wildcards
 * @param durable whether the broker keeps messages for this client while it is not connected
 * @param maxPacketBytes the size of the largest MQTT packet that is received; a larger one ends the link
 * @param listener gets each message; while the listener has no room, the broker waits
 */
public record Subscription(String filter, boolean durable, int maxPacketBytes, Listener listener) {

    /** Takes messages. */
    public interface Listener {
        /** Returns false after a short wait if there is no room for the message yet; it is then called again. */
        boolean received(String topic, byte[] payload) throws InterruptedException;
    }
}
