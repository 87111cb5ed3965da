package io.nephometer.publisher.mqtt.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BrokerInputStreamTest {

    private static BrokerInputStream of(int... octets) {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        return new BrokerInputStream(
                new ByteArrayInputStream(bytes), new CountDownLatch(0), new AtomicBoolean(), false, 64 * 1024);
    }

    @Test
    void aPacketThatNoBrokerSendsEndsTheConnectionBeforeMemoryIsAllocatedForIt() {
        assertThatThrownBy(() -> of(0x20, 0xFF, 0xFF, 0xFF, 0x7F).readAllBytes())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not an MQTT broker");
        assertThatThrownBy(() -> of(0x20, 2, 0, 0, 0x30, 0xFF, 0xFF, 0xFF, 0x7F).readAllBytes())
                .hasMessageContaining("not an MQTT broker");
        assertThatThrownBy(() -> of(0x20, 0x80, 0x80, 0x80, 0x80).readAllBytes())
                .hasMessageContaining("not an MQTT broker");
    }

    @Test
    void theAnswersOfABrokerPass() throws IOException {
        BrokerInputStream answers = of(0x20, 2, 0, 0, 0x40, 2, 0xFF, 0xFF, 0xD0, 0, 0x40, 2, 0, 1);
        assertThat(answers.read()).isEqualTo(0x20);
        assertThat(answers.readAllBytes()).hasSize(13);
    }
}
