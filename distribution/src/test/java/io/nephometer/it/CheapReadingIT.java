package io.nephometer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counters that the host has itself are read there, where the agent can see that they are the same. */
@Tag("real")
class CheapReadingIT {

    private static final String GUEST = "instance-00000001";
    private static final Map<String, String> COUNTERS = Map.of(
            "network.incoming.bytes", "net.0.rx.bytes",
            "network.outgoing.bytes", "net.0.tx.bytes",
            "network.incoming.packets", "net.0.rx.pkts",
            "network.outgoing.packets", "net.0.tx.pkts");

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private Installed installed;

    @BeforeEach
    void start() {
        installed = new Installed(directory);
        installed.hypervisor(lab.libvirtd());
        lab.guests(2);
        lab.traffic(lab.tap(GUEST), 7);
        installed.write("pipeline.yaml", """
                sources:
                  - name: meter_source
                    interval: 1
                    meters: ["network.*"]
                    sinks: [meter_sink]
                sinks:
                  - name: meter_sink
                    publishers: ["file://%s"]
                """.formatted(directory.resolve("samples.jsonl")));
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private boolean isReadFrom(String way, String statistics) {
        for (JsonNode read : installed.status().get("reads")) {
            if (read.get("statistics").toString().contains(statistics)) {
                return read.get("from").asText().equals(way);
            }
        }
        return false;
    }

    private void agreesWithLibvirt() {
        Map<String, String> told = lab.domstats(GUEST);
        JsonNode samples =
                Subscriber.json(installed.command("poll", "network.*", "--json").output());
        COUNTERS.forEach((meter, name) -> {
            boolean found = false;
            for (JsonNode sample : samples) {
                if (sample.get("name").asText().equals(meter)
                        && sample.get("resource_id").asText().startsWith(GUEST)) {
                    assertThat(sample.get("volume").asText()).as(meter).isEqualTo(told.get(name));
                    found = true;
                }
            }
            assertThat(found).as(meter).isTrue();
        });
    }

    @Test
    void whereTheAgentSeesTheHostsLinksItReadsThemAtOnce() {
        try (Agent agent = new Agent(installed, lab.inside())) {
            await().atMost(Duration.ofSeconds(20)).until(() -> isReadFrom("/proc/net/dev", "interface"));
            agreesWithLibvirt();
            assertThat(agent.isAlive()).isTrue();
        }
    }

    @Test
    void whereItDoesNotLibvirtTells() {
        try (Agent agent = new Agent(installed)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> isReadFrom("libvirt", "interface"));
            agreesWithLibvirt();
            assertThat(agent.isAlive()).isTrue();
        }
    }
}
