package io.nephometer.publisher.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.nephometer.api.Batch;
import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Publisher;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.publisher.mqtt.address.FakeOrigin;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryBrokerIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final List<DurableSubscriber> subscribers = new ArrayList<>();
    private Mosquitto broker;

    @BeforeEach
    void startBroker() throws Exception {
        broker = new Mosquitto(folder);
    }

    @AfterEach
    void stopBroker() throws Exception {
        for (DurableSubscriber subscriber : subscribers) {
            subscriber.close();
        }
        broker.close();
        ClientThreads.assertNoneLeft();
    }

    @Test
    void aBrokerThatStopsIsARetryableFailureAtOnceAndServesAgainWhenItIsBack() throws Exception {
        try (Publisher publisher = open("?topic=t")) {
            publisher.deliver(messages("before", 1));
            broker.stop();
            String url = "mqtt://127.0.0.1:" + broker.port();
            assertThatExceptionOfType(DeliveryException.class)
                    .isThrownBy(() -> publisher.deliver(messages("away", 1)))
                    .withMessage("no broker at " + url + ": connection refused")
                    .matches(e -> !e.isPermanent());
            broker.start();
            List<String> received = DurableSubscriber.of(broker.port(), "t", subscribers);
            publisher.deliver(messages("after", 1));
            await().atMost(SOON).until(() -> received.contains("after 0"));
        }
    }

    @Test
    void everyMessageArrivesThoughTheBrokerIsKilledInTheMidst() throws Exception {
        int batch = 1_000;
        int count = 20 * batch;
        Set<String> received = ConcurrentHashMap.newKeySet();
        DurableSubscriber subscriber = new DurableSubscriber(
                broker.port(), "t", (topic, message) -> received.add(DurableSubscriber.text(message)));
        subscribers.add(subscriber);
        List<Message> messages = messages("m", count);
        int failures = 0;
        try (Publisher publisher = open("?topic=t")) {
            for (int from = 0; from < count; from += batch) {
                List<Message> next = messages.subList(from, from + batch);
                if (from % (4 * batch) == batch) {
                    Thread killer = killOnce(received, from + from / 64);
                    boolean delivered = delivered(publisher, next);
                    killer.join();
                    failures += delivered ? 0 : 1;
                    await().atMost(SOON).until(() -> !subscriber.isListening());
                    broker.start();
                    subscriber.listen();
                    // what a broker has acknowledged and not forwarded ends with it: the whole batch is sent again
                }
                while (!delivered(publisher, next)) {
                    failures++;
                }
                int delivered = from + batch;
                await().atMost(SOON).until(() -> received.size() == delivered);
            }
            assertThat(failures).isPositive();
        }
    }

    /** Kills the broker after a number of messages, during a delivery. */
    private Thread killOnce(Set<String> received, int count) {
        Thread killer = new Thread(
                () -> {
                    await().pollDelay(Duration.ZERO)
                            .pollInterval(Duration.ofMillis(1))
                            .until(() -> received.size() > count);
                    broker.kill();
                },
                "killer");
        killer.start();
        return killer;
    }

    private static boolean delivered(Publisher publisher, List<Message> messages) throws InterruptedException {
        try {
            publisher.deliver(messages);
            return true;
        } catch (DeliveryException e) {
            assertThat(e.isPermanent()).isFalse();
            return false;
        }
    }

    @Test
    void whatIsDeliveredHasArrivedInOrder() throws Exception {
        List<String> received = DurableSubscriber.of(broker.port(), "t", subscribers);
        try (Publisher publisher = open("?topic=t")) {
            publisher.deliver(messages("m", 1000));
        }
        await().atMost(SOON).until(() -> received.size() == 1000);
        assertThat(received)
                .isEqualTo(IntStream.range(0, 1000).mapToObj(i -> "m " + i).toList());
    }

    @Test
    void aBatchArrivesAsItsDocuments() throws Exception {
        List<String> received = DurableSubscriber.of(broker.port(), "nephometer/node-1/samples", subscribers);
        List<Sample> samples = IntStream.range(0, 5000)
                .mapToObj(i ->
                        Sample.of(Meter.cumulative("cpu", "ns"), Resource.of("i" + i, Map.of("n", i)), i, Moment.now()))
                .toList();
        try (Publisher publisher = open("")) {
            List<Message> messages = publisher.encode(new Batch("meter_source", 7, samples));
            publisher.deliver(messages);
            await().atMost(SOON).until(() -> received.size() == messages.size());
            assertThat(received).hasSizeGreaterThan(5);
            assertThat(received.get(0))
                    .startsWith("{\"host\":\"node-1\",\"route\":\"meter_sink.mqtt\",\"epoch\":\"e7\",\"seq\":7,");
        }
    }

    @Test
    void aBrokerThatTakesSmallPacketsOnlyIsDeliveredToWithALimit() throws Exception {
        List<Sample> samples = IntStream.range(0, 5000)
                .mapToObj(
                        i -> Sample.of(Meter.cumulative("cpu", "ns"), Resource.of("i" + i, Map.of()), i, Moment.now()))
                .toList();
        try (Mosquitto strict = new Mosquitto(folder, "allow_anonymous true", "max_packet_size 20000")) {
            URI url = URI.create("mqtt://127.0.0.1:" + strict.port());
            try (Publisher limited =
                            PublisherFixtures.factory("max_message_bytes=19000").open(url, new FakeOrigin());
                    Publisher unlimited =
                            PublisherFixtures.factory("client_id=other").open(url, new FakeOrigin())) {
                limited.deliver(limited.encode(new Batch("meter_source", 7, samples)));
                List<Message> tooBig = unlimited.encode(new Batch("meter_source", 7, samples));
                assertThatExceptionOfType(DeliveryException.class).isThrownBy(() -> unlimited.deliver(tooBig));
            }
        }
    }

    @Test
    void withQualityOfServiceZeroMessagesArriveToo() throws Exception {
        List<String> received = DurableSubscriber.of(broker.port(), "t", subscribers);
        try (Publisher publisher = open("?topic=t&qos=0")) {
            publisher.deliver(messages("m", 1000));
        }
        await().atMost(SOON).until(() -> received.size() == 1000);
    }

    @Test
    void anInterruptedDeliveryLeavesAPublisherThatDelivers() throws Exception {
        List<String> received = DurableSubscriber.of(broker.port(), "t", subscribers);
        try (Publisher publisher = open("?topic=t")) {
            publisher.deliver(messages("first", 1));
            for (int i = 0; i < 10; i++) {
                Thread.currentThread().interrupt();
                assertThatExceptionOfType(InterruptedException.class)
                        .isThrownBy(() -> publisher.deliver(messages("interrupted", 1000)));
            }
            publisher.deliver(messages("last", 1));
            await().atMost(SOON).until(() -> received.contains("last 0"));
        }
    }

    @Test
    void aConnectThatIsInterruptedLeavesNothing() throws Exception {
        try (Publisher publisher = open("?topic=t")) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> publisher.deliver(messages("m", 1)));
            ClientThreads.assertNoneLeft();
        }
    }

    @Test
    void theThreadsOfALinkEndWithIt() throws Exception {
        Publisher publisher = open("?topic=t", "client_id=nephometer-x");
        publisher.deliver(messages("m", 1));
        assertThat(ClientThreads.alive())
                .containsExactly(
                        "MQTT Call: nephometer-x-meter_sink.mqtt",
                        "MQTT Ping: nephometer-x-meter_sink.mqtt",
                        "MQTT Rec: nephometer-x-meter_sink.mqtt",
                        "MQTT Snd: nephometer-x-meter_sink.mqtt");
        publisher.close();
        ClientThreads.assertNoneLeft();
    }

    private Publisher open(String query, String... settings) throws IOException {
        URI url = URI.create("mqtt://127.0.0.1:" + broker.port() + query);
        return PublisherFixtures.factory(settings).open(url, new FakeOrigin());
    }

    static List<Message> messages(String text, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Message("t", (text + " " + i).getBytes(StandardCharsets.UTF_8), 1))
                .toList();
    }
}
