package io.nephometer.publisher.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.publisher.mqtt.address.FakeOrigin;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientIdTest {

    @Test
    void tellsHostAndRoute() {
        assertThat(ClientId.of(Optional.empty(), new FakeOrigin("node/1")))
                .isEqualTo("nephometer-node%2F1-meter_sink.mqtt");
    }

    @Test
    void whatIsConfiguredIsFollowedByTheRouteSoThatNoTwoRoutesShareIt() {
        assertThat(ClientId.of(Optional.of("compute/17"), new FakeOrigin())).isEqualTo("compute/17-meter_sink.mqtt");
    }

    @Test
    void longNamesAreCutAndStayDifferent() {
        String one = ClientId.of(Optional.empty(), new FakeOrigin("n".repeat(100) + "1"));
        String two = ClientId.of(Optional.empty(), new FakeOrigin("n".repeat(100) + "2"));
        assertThat(one).hasSize(64).startsWith("nephometer-nnn").isNotEqualTo(two);
    }
}
