package io.nephometer.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import io.nephometer.api.Message;
import io.nephometer.api.Publisher;
import io.nephometer.publisher.mqtt.ClientThreads;
import io.nephometer.publisher.mqtt.Mosquitto;
import io.nephometer.publisher.mqtt.PublisherFixtures;
import io.nephometer.publisher.mqtt.address.FakeOrigin;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MqttSubscriberBrokerIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final BlockingQueue<ReceivedMessage> queue = new ArrayBlockingQueue<>(10);
    private Mosquitto broker;

    @BeforeEach
    void startBroker() throws Exception {
        broker = new Mosquitto(
                folder, "allow_anonymous true", "persistence true", "persistence_location " + folder + "/");
    }

    @AfterEach
    void stopBroker() {
        broker.close();
        ClientThreads.assertNoneLeft();
    }

    @Test
    void aWrongSettingIsRefusedBeforeAnythingIsConnected() {
        assertThatIOException()
                .isThrownBy(
                        () -> MqttSubscriber.open(URI.create("mqtt://h?client=eu"), folder, "subscriber", false, queue))
                .withMessageContaining("io.nephometer.publisher.mqtt~eu.cfg");
    }

    @Test
    void aBrokerThatIsAwayIsReported() throws Exception {
        broker.stop();
        try (MqttSubscriber subscriber = open("nephometer-subscriber", false)) {
            await().atMost(SOON).until(() -> subscriber.problem().orElse("").contains("connection refused"));
            assertThat(subscriber.awaitSubscribed(Duration.ZERO)).isFalse();
            broker.start();
            assertThat(subscriber.awaitSubscribed(SOON)).isTrue();
            assertThat(subscriber.problem()).isEmpty();
        }
    }

    @Test
    void messagesOfAllHostsComeAndComeAgainAfterTheBrokerWasAway() throws Exception {
        try (MqttSubscriber subscriber = open("nephometer-subscriber", false)) {
            assertThat(subscriber.awaitSubscribed(SOON)).isTrue();
            publish("nephometer/a/samples", "one");
            publish("nephometer/b/samples", "two");
            publish("nephometer/b/status", "not this");
            assertThat(next()).isEqualTo("nephometer/a/samples one");
            assertThat(next()).isEqualTo("nephometer/b/samples two");
            broker.kill();
            await().atMost(SOON).until(() -> subscriber.problem().isPresent());
            broker.start();
            await().atMost(SOON).until(() -> subscriber.problem().isEmpty());
            publish("nephometer/a/samples", "three");
            assertThat(next()).isEqualTo("nephometer/a/samples three");
        }
    }

    @Test
    void aDurableSubscriberReceivesWhatCameWhileItWasAway() throws Exception {
        try (MqttSubscriber subscriber = open("nephometer-subscriber", true)) {
            assertThat(subscriber.awaitSubscribed(SOON)).isTrue();
        }
        publish("nephometer/a/samples", "meanwhile");
        try (MqttSubscriber subscriber = open("nephometer-subscriber", true)) {
            assertThat(next()).isEqualTo("nephometer/a/samples meanwhile");
            assertThat(subscriber.awaitSubscribed(SOON)).isTrue();
        }
    }

    @Test
    void aFullQueueMakesTheBrokerWaitAndLosesNothing() throws Exception {
        List<Message> messages = IntStream.range(0, 2000)
                .mapToObj(i -> new Message("nephometer/a/samples", ("m" + i).getBytes(StandardCharsets.UTF_8), 1))
                .toList();
        try (MqttSubscriber subscriber = open("nephometer-subscriber", true);
                Publisher publisher = PublisherFixtures.factory().open(url(), new FakeOrigin())) {
            assertThat(subscriber.awaitSubscribed(SOON)).isTrue();
            publisher.deliver(messages);
            await().atMost(SOON).until(() -> queue.remainingCapacity() == 0);
            List<String> all = new ArrayList<>();
            while (new HashSet<>(all).size() < 2000) {
                all.add(next());
            }
        }
    }

    @Test
    void aMessageOfTheDefaultMaximumSizeIsReceived() throws Exception {
        try (MqttSubscriber subscriber = open("nephometer-subscriber", false)) {
            assertThat(subscriber.awaitSubscribed(SOON)).isTrue();
            publish("nephometer/a/samples", "x".repeat(128 * 1024));
            assertThat(next()).hasSize("nephometer/a/samples ".length() + 128 * 1024);
        }
    }

    @Test
    void aSubscriberWithAFullQueueClosesAtOnce() throws Exception {
        MqttSubscriber subscriber = open("nephometer-subscriber", false);
        assertThat(subscriber.awaitSubscribed(SOON)).isTrue();
        for (int i = 0; i < 20; i++) {
            publish("nephometer/a/samples", "m");
        }
        await().atMost(SOON).until(() -> queue.remainingCapacity() == 0);
        long start = System.nanoTime();
        subscriber.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    private MqttSubscriber open(String id, boolean durable) throws Exception {
        Path conf = Files.createDirectories(folder.resolve("conf"));
        Files.writeString(conf.resolve("io.nephometer.publisher.mqtt.cfg"), "timeout = 2\n");
        return MqttSubscriber.open(url(), conf, id, durable, queue);
    }

    private URI url() {
        return URI.create("mqtt://127.0.0.1:" + broker.port());
    }

    private void publish(String topic, String text) throws Exception {
        try (Publisher publisher = PublisherFixtures.factory().open(url(), new FakeOrigin())) {
            publisher.deliver(List.of(new Message(topic, text.getBytes(StandardCharsets.UTF_8), 1)));
        }
    }

    private String next() throws InterruptedException {
        ReceivedMessage next = queue.poll(10, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next.topic() + " " + new String(next.payload(), StandardCharsets.UTF_8);
    }
}
