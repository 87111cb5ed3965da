package io.nephometer.publisher.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import io.nephometer.api.Publisher;
import io.nephometer.publisher.mqtt.address.FakeOrigin;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TakeoverBrokerIT {

    private static final List<Message> SMALL = List.of(new Message("t", new byte[10], 1));

    @TempDir
    private Path folder;

    @Test
    void twoClientsWithOneIdAreReported() throws Exception {
        try (Mosquitto broker = new Mosquitto(folder);
                Publisher one = open(broker);
                Publisher other = open(broker)) {
            List<String> told = new ArrayList<>();
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> {
                        deliver(one, told);
                        deliver(other, told);
                        return told.size() >= 2;
                    });
            assertThat(told).allSatisfy(reason -> assertThat(reason)
                    .isEqualTo("mqtt://127.0.0.1:" + broker.port()
                            + ": it accepts links and closes them soon after: probably another client uses the client"
                            + " id twin-meter_sink.mqtt too; each host needs its own: set client_id in"
                            + " io.nephometer.publisher.mqtt.cfg, or another host in"
                            + " io.nephometer.agent.core.cfg (if none does, the broker's log says why)"));
        }
        ClientThreads.assertNoneLeft();
    }

    private static Publisher open(Mosquitto broker) throws IOException {
        return PublisherFixtures.factory("client_id=twin", "timeout=2")
                .open(URI.create("mqtt://127.0.0.1:" + broker.port()), new FakeOrigin());
    }

    private static void deliver(Publisher publisher, List<String> told) throws InterruptedException {
        try {
            publisher.deliver(SMALL);
        } catch (DeliveryException e) {
            if (e.getMessage().contains("another client")) {
                told.add(e.getMessage());
            }
        }
    }
}
