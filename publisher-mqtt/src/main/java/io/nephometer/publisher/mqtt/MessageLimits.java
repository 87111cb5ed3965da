package io.nephometer.publisher.mqtt;

import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import io.nephometer.publisher.mqtt.address.TopicTemplate;
import java.nio.charset.StandardCharsets;

/** Checks messages against MQTT's limits for topics and packets. */
final class MessageLimits {

    private static final int MAX_PACKET_BYTES = 268_435_455; // MQTT 3.1.1, 2.2.3

    private MessageLimits() {}

    /** @throws DeliveryException if no MQTT broker can accept the message; the failure is permanent */
    static void check(Message message) throws DeliveryException {
        String topic = message.topic();
        int length = topic.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > TopicTemplate.MAX_BYTES) {
            throw DeliveryException.permanent(
                    "a topic of " + length + " bytes: MQTT allows 1 to " + TopicTemplate.MAX_BYTES, null);
        }
        if (topic.chars().anyMatch(c -> c == '#' || c == '+' || c == 0)) {
            throw DeliveryException.permanent("a topic with a wildcard or NUL, which MQTT does not allow", null);
        }
        if (message.payload().length > MAX_PACKET_BYTES - length - 4) {
            throw DeliveryException.permanent(
                    "a message of " + message.payload().length + " bytes: MQTT allows at most " + MAX_PACKET_BYTES,
                    null);
        }
    }
}
