package io.nephometer.it;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A consumer at the broker that keeps every document it receives, in order. */
final class Subscriber implements AutoCloseable {

    /** One sample as it arrived. */
    record Received(String name, String resource, long incarnation, JsonNode json, JsonNode metadata) {

        Instant timestamp() {
            return Instant.parse(json.get("timestamp").asText());
        }

        double monotonic() {
            return json.get("monotonic_time").asDouble();
        }

        double volume() {
            return json.get("volume").asDouble();
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    static final Duration LIMIT = Duration.ofSeconds(60);

    private final List<JsonNode> documents = new CopyOnWriteArrayList<>();
    private final MqttClient client;

    Subscriber(int port) {
        try {
            client = new MqttClient("tcp://127.0.0.1:" + port, "test-consumer", new MemoryPersistence());
            MqttConnectOptions options = new MqttConnectOptions();
            options.setCleanSession(false); // what comes while it is away waits for it
            client.connect(options);
            client.subscribe(
                    "nephometer/+/samples", 1, (topic, message) -> documents.add(JSON.readTree(message.getPayload())));
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<JsonNode> documents() {
        return List.copyOf(documents);
    }

    /** All samples, in the order of arrival. */
    List<Received> samples() {
        List<Received> samples = new ArrayList<>();
        for (JsonNode document : documents) {
            for (JsonNode resource : document.get("resources")) {
                for (JsonNode sample : resource.get("samples")) {
                    samples.add(new Received(
                            sample.get("name").asText(),
                            resource.get("resource_id").asText(),
                            resource.get("incarnation").asLong(),
                            sample,
                            resource.get("resource_metadata")));
                }
            }
        }
        return samples;
    }

    List<Received> samples(String name) {
        return samples().stream().filter(sample -> sample.name().equals(name)).toList();
    }

    Stream<Received> samples(String name, String resource) {
        return samples(name).stream().filter(sample -> sample.resource().equals(resource));
    }

    List<String> meters() {
        return samples().stream().map(Received::name).distinct().sorted().toList();
    }

    /** The first sample of that name after some moment, waiting for it. */
    Received next(String name, Predicate<Received> and) {
        Instant now = Instant.now();
        return await().atMost(LIMIT)
                .until(
                        () -> samples(name).stream()
                                .filter(sample -> sample.timestamp().isAfter(now))
                                .filter(and)
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    Received next(String name) {
        return next(name, sample -> true);
    }

    void forget() {
        documents.clear();
    }

    @Override
    public void close() {
        try {
            client.disconnectForcibly(100, 100);
            client.close(true);
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
    }
}
