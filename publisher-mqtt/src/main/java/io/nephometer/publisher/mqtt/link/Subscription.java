package io.nephometer.publisher.mqtt.link;

/**
 * What a link listens to, with QoS 1.
 *
 * @param filter of topics, with wildcards
 * @param durable whether the broker keeps for this client what comes while it is away
 * @param ear is given what is heard; while it has no room the broker waits
 */
public record Subscription(String filter, boolean durable, Listener ear) {

    /** Takes what is heard. */
    public interface Listener {
        /** False if there is no room for it yet: after a short wait, to be asked again. */
        boolean heard(String topic, byte[] payload) throws InterruptedException;
    }
}
