package io.nephometer.it.lab;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

/** A consumer at the broker that keeps every sample it receives, in order. */
public final class SampleConsumer implements AutoCloseable {

    /** A sample as it arrived. */
    public record Received(String name, String resource, long incarnation, JsonNode json, JsonNode metadata) {

        public Instant timestamp() {
            return Instant.parse(json.get("timestamp").asText());
        }

        public double monotonic() {
            return json.get("monotonic_time").asDouble();
        }

        public double volume() {
            return json.get("volume").asDouble();
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    public static final Duration LIMIT = Duration.ofSeconds(60);

    private final List<JsonNode> documents = new CopyOnWriteArrayList<>();
    private final MqttClient client;

    public SampleConsumer(int port) {
        try {
            client = new MqttClient("tcp://127.0.0.1:" + port, "test-consumer", new MemoryPersistence());
            MqttConnectOptions options = new MqttConnectOptions();
            options.setCleanSession(false); // the broker keeps what comes while it is away
            client.connect(options);
            client.subscribe(
                    "nephometer/+/samples", 1, (topic, message) -> documents.add(JSON.readTree(message.getPayload())));
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
    }

    public List<JsonNode> documents() {
        return List.copyOf(documents);
    }

    /** Returns all samples, in the order of arrival. */
    public List<Received> samples() {
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

    public List<Received> samples(String name) {
        return samples().stream().filter(sample -> sample.name().equals(name)).toList();
    }

    public Stream<Received> samples(String name, String resource) {
        return samples(name).stream().filter(sample -> sample.resource().equals(resource));
    }

    public List<String> meters() {
        return samples().stream().map(Received::name).distinct().sorted().toList();
    }

    /** The first sample of that name after some moment, waiting for it. */
    public Received next(String name, Predicate<Received> and) {
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

    public Received next(String name) {
        return next(name, sample -> true);
    }

    public void forget() {
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
