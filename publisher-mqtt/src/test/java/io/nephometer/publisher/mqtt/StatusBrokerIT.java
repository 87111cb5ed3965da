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

    private final List<DurableSubscriber> subscribers = new ArrayList<>();
    private final FakeOrigin origin = new FakeOrigin();
    private Mosquitto broker;
    private FaultyProxy proxy;
    private Publisher publisher;

    @BeforeEach
    void start() throws Exception {
        broker = new Mosquitto(folder);
        proxy = new FaultyProxy(broker.port());
        URI url = URI.create("mqtt://127.0.0.1:" + proxy.port() + "?topic=t");
        publisher = PublisherFixtures.factory("timeout=5").open(url, origin);
    }

    @AfterEach
    void stop() throws Exception {
        publisher.close();
        proxy.close();
        for (DurableSubscriber subscriber : subscribers) {
            subscriber.close();
        }
        broker.close();
        ClientThreads.assertNoneLeft();
    }

    @Test
    void aLinkThatIsCutHardLeavesTheRetainedStatusLost() throws Exception {
        publisher.deliver(DeliveryBrokerIT.messages("m", 1));
        proxy.cut();
        assertThat(retained())
                .isEqualTo("{\"state\":\"lost\",\"host\":\"node-1\",\"epoch\":\"e7\",\"version\":\"0.1.0\","
                        + "\"plugins\":[\"pollster.cpu 0.1.0\"]}");
    }

    @Test
    void afterALossTheNextDeliverySaysOnlineAgain() throws Exception {
        List<String> received = DurableSubscriber.of(broker.port(), TOPIC, subscribers);
        publisher.deliver(DeliveryBrokerIT.messages("m", 1));
        proxy.cut();
        await().until(() -> received.size() == 2);
        publisher.deliver(DeliveryBrokerIT.messages("m", 1));
        await().until(() -> received.size() == 3);
        assertThat(states(received)).containsExactly("online", "lost", "online");
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
        List<String> received = DurableSubscriber.of(broker.port(), TOPIC, subscribers);
        publisher.deliver(DeliveryBrokerIT.messages("m", 1));
        publisher.close();
        await().until(() -> received.size() == 2);
        await().during(Duration.ofMillis(300)).until(() -> received.size() == 2);
        assertThat(states(received)).containsExactly("online", "offline");
    }

    @Test
    void aGoodbyeThatCannotBeSaidIsGivenUp() throws Exception {
        publisher.deliver(DeliveryBrokerIT.messages("m", 1));
        proxy.block();
        long start = System.nanoTime();
        publisher.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        proxy.cut();
        assertThat(retained()).contains("\"state\":\"lost\"");
    }

    private static List<String> states(List<String> documents) {
        return documents.stream()
                .map(text -> text.replaceFirst("^\\{\"state\":\"(\\w+)\".*", "$1"))
                .toList();
    }

    private String retained() throws Exception {
        List<String> received = DurableSubscriber.of(broker.port(), TOPIC, subscribers);
        await().until(() -> !received.isEmpty());
        return received.get(received.size() - 1);
    }
}
