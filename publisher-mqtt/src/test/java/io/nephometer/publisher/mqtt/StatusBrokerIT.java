package io.nephometer.publisher.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.api.Publisher;
import io.nephometer.publisher.mqtt.address.FakeOrigin;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusBrokerIT {

    private static final String TOPIC = "nephometer/node-1/status";

    @TempDir
    private Path folder;

    private final List<DurableSubscriber> ears = new ArrayList<>();
    private final FakeOrigin origin = new FakeOrigin();
    private Mosquitto broker;
    private BreakableProxy cable;
    private Publisher publisher;

    @BeforeEach
    void start() throws Exception {
        broker = new Mosquitto(folder);
        cable = new BreakableProxy(broker.port());
        URI url = URI.create("mqtt://127.0.0.1:" + cable.port() + "?topic=t");
        publisher = PublisherFixtures.factory("timeout=5").open(url, origin);
    }

    @AfterEach
    void stop() throws Exception {
        publisher.close();
        cable.close();
        for (DurableSubscriber ear : ears) {
            ear.close();
        }
        broker.close();
        ClientThreads.assertNoneLeft();
    }

    @Test
    void aLinkThatIsCutHardLeavesTheRetainedStatusLost() throws Exception {
        publisher.deliver(DeliveryBrokerIT.messages("m", 1));
        cable.cut();
        assertThat(retained())
                .isEqualTo("{\"state\":\"lost\",\"host\":\"node-1\",\"epoch\":\"e7\",\"version\":\"0.1.0\","
                        + "\"plugins\":[\"pollster.cpu 0.1.0\"]}");
    }

    @Test
    void afterALossTheNextDeliverySaysOnlineAgain() throws Exception {
        List<String> heard = DurableSubscriber.of(broker.port(), TOPIC, ears);
        publisher.deliver(DeliveryBrokerIT.messages("m", 1));
        cable.cut();
        await().until(() -> heard.size() == 2);
        publisher.deliver(DeliveryBrokerIT.messages("m", 1));
        await().until(() -> heard.size() == 3);
        assertThat(states(heard)).containsExactly("online", "lost", "online");
    }

    @Test
    void onlineIsRetainedWhileTheAgentRuns() throws Exception {
        publisher.deliver(DeliveryBrokerIT.messages("m", 1));
        assertThat(retained())
                .startsWith("{\"state\":\"online\",\"host\":\"node-1\"")
                .contains("\"timestamp\":\"2");
    }

    @Test
    void offlineIsRetainedAfterACleanEndAndTheWillIsForgotten() throws Exception {
        List<String> heard = DurableSubscriber.of(broker.port(), TOPIC, ears);
        publisher.deliver(DeliveryBrokerIT.messages("m", 1));
        publisher.close();
        await().until(() -> heard.size() == 2);
        await().during(Duration.ofMillis(300)).until(() -> heard.size() == 2);
        assertThat(states(heard)).containsExactly("online", "offline");
    }

    @Test
    void aGoodbyeThatCannotBeSaidIsGivenUp() throws Exception {
        publisher.deliver(DeliveryBrokerIT.messages("m", 1));
        cable.block();
        long start = System.nanoTime();
        publisher.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        cable.cut();
        assertThat(retained()).contains("\"state\":\"lost\"");
    }

    private static List<String> states(List<String> documents) {
        return documents.stream()
                .map(text -> text.replaceFirst("^\\{\"state\":\"(\\w+)\".*", "$1"))
                .toList();
    }

    private String retained() throws Exception {
        List<String> heard = DurableSubscriber.of(broker.port(), TOPIC, ears);
        await().until(() -> !heard.isEmpty());
        return heard.get(heard.size() - 1);
    }
}
