package io.nephometer.it.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.lab.Lab;
import io.nephometer.it.lab.SampleConsumer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kilo's default pipeline.yaml on a real guest: its transformers and the built-in derived meters say the same. */
@Tag("real")
class TransformersIT {

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private InstalledAgent installed;
    private SampleConsumer subscriber;
    private AgentProcess agent;

    @BeforeEach
    void start() throws Exception {
        installed = new InstalledAgent(directory);
        installed.hypervisor(lab.libvirtd());
        lab.guests(1, "--vcpus", "2", "--disks", "2");
        int port = lab.broker();
        installed.write(
                "pipeline.yaml",
                Files.readString(Path.of("src/test/resources/kilo-pipeline.yaml"))
                        .replace("BROKER", "mqtt://127.0.0.1:" + port));
        subscriber = new SampleConsumer(port);
        agent = new AgentProcess(installed);
    }

    @AfterEach
    void stop() {
        agent.close();
        subscriber.close();
        lab.close();
    }

    /** Volumes of a route's samples by meter, resource and moment. */
    private Map<String, Double> volumes(String route) {
        Map<String, Double> volumes = new HashMap<>();
        for (JsonNode document : subscriber.documents()) {
            if (document.get("route").asText().equals(route)) {
                document.get("resources").forEach(resource -> resource.get("samples")
                        .forEach(sample -> volumes.put(
                                sample.get("name").asText() + " "
                                        + resource.get("resource_id").asText() + " "
                                        + sample.get("monotonic_time").asText(),
                                sample.get("volume").asDouble())));
            }
        }
        return volumes;
    }

    @Test
    void itsTransformersEqualTheBuiltInDerivedMeters() {
        TreeSet<String> meters = new TreeSet<>();
        await().atMost(SampleConsumer.LIMIT).untilAsserted(() -> {
            assertThat(volumes("cpu_sink.mqtt")).hasSizeGreaterThan(4);
            assertThat(volumes("disk_sink.mqtt")).hasSizeGreaterThan(40);
            assertThat(volumes("network_sink.mqtt")).hasSizeGreaterThan(12);
        });
        for (String route : new String[] {"cpu_sink.mqtt", "disk_sink.mqtt", "network_sink.mqtt"}) {
            Map<String, Double> transformed = volumes(route);
            await().atMost(SampleConsumer.LIMIT).untilAsserted(() -> assertThat(volumes("meter_sink.mqtt"))
                    .containsKeys(transformed.keySet().toArray(String[]::new)));
            Map<String, Double> builtIn = volumes("meter_sink.mqtt");
            transformed.forEach((sample, volume) -> {
                meters.add(sample.split(" ")[0]);
                assertThat(volume).as(sample).isCloseTo(builtIn.get(sample), within(1e-6 * Math.abs(volume) + 1e-9));
            });
        }
        assertThat(meters)
                .containsExactly(
                        "cpu_util",
                        "disk.device.read.bytes.rate",
                        "disk.device.read.requests.rate",
                        "disk.device.write.bytes.rate",
                        "disk.device.write.requests.rate",
                        "disk.read.bytes.rate",
                        "disk.read.requests.rate",
                        "disk.write.bytes.rate",
                        "disk.write.requests.rate",
                        "network.incoming.bytes.rate",
                        "network.incoming.packets.rate",
                        "network.outgoing.bytes.rate",
                        "network.outgoing.packets.rate");
    }

    @Test
    void aSinkWaitsWhileItsTransformersBundleIsAway() {
        await().atMost(SampleConsumer.LIMIT)
                .untilAsserted(() -> assertThat(volumes("cpu_sink.mqtt")).isNotEmpty());
        installed.shell("uninstall transformer.basic");
        await().atMost(SampleConsumer.LIMIT)
                .untilAsserted(() -> assertThat(installed.command("status").output())
                        .contains("cpu_sink: waits for the transformer rate_of_change: no plugin offers it"));
        SampleConsumer.Received raw = subscriber.next("memory"); // the sink without transformers still delivers
        String id = installed.shell("install file:" + InstalledAgent.plugin("transformer-basic.jar"));
        installed.shell("start " + id.replaceAll("\\D", ""));
        await().atMost(SampleConsumer.LIMIT).until(() -> subscriber.documents().stream()
                .filter(document -> document.get("route").asText().equals("cpu_sink.mqtt"))
                .flatMap(document -> java.util.stream.StreamSupport.stream(
                        document.get("resources").get(0).get("samples").spliterator(), false))
                .anyMatch(sample -> sample.get("monotonic_time").asDouble() > raw.monotonic()));
        assertThat(installed.command("status").output()).doesNotContain("cpu_sink: waits");
    }
}
