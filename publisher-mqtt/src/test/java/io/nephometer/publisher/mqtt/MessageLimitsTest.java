package io.nephometer.publisher.mqtt;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageLimitsTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a/#", "+", "a\u0000"})
    void topicsThatMqttHasNoPlaceForAreAPermanentFailure(String topic) {
        assertThatExceptionOfType(DeliveryException.class)
                .isThrownBy(() -> MessageLimits.check(new Message(topic, new byte[0], 0)))
                .matches(DeliveryException::isPermanent);
    }

    @Test
    void aTopicThatIsTooLongIsAPermanentFailure() {
        assertThatExceptionOfType(DeliveryException.class)
                .isThrownBy(() -> MessageLimits.check(new Message("a".repeat(65_536), new byte[0], 0)))
                .withMessage("a topic of 65536 bytes: MQTT allows 1 to 65535");
    }

    @Test
    void everythingElseMayGo() {
        assertThatCode(() -> MessageLimits.check(new Message("$a//ä", new byte[200_000], 0)))
                .doesNotThrowAnyException();
    }
}
