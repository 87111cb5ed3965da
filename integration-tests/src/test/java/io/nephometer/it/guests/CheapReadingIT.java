package io.nephometer.it.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.lab.JsonNodes;
import io.nephometer.it.lab.Lab;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counters that the host has itself are read there, if the agent can verify that they are the same. */
@Tag("real")
class CheapReadingIT {

    private static final String GUEST = "instance-00000001";
    private static final String IDLE = "instance-00000002";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Of an instance, and libvirt's names of what they are the sums of. */
    private static final Map<String, String> TIMES = Map.of(
            "cpu", "cpu\\.time",
            "cpu.user", "cpu\\.user",
            "cpu.system", "cpu\\.system",
            "vcpus", "vcpu\\.current",
            "vcpu.time", "vcpu\\.[0-9]+\\.time",
            "cpu.wait", "vcpu\\.[0-9]+\\.wait",
            "cpu.delay", "vcpu\\.[0-9]+\\.delay");

    private static final Map<String, String> COUNTERS = Map.of(
            "network.incoming.bytes", "net.0.rx.bytes",
            "network.outgoing.bytes", "net.0.tx.bytes",
            "network.incoming.packets", "net.0.rx.pkts",
            "network.outgoing.packets", "net.0.tx.pkts");

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private InstalledAgent installed;
    private String uuid;

    @BeforeEach
    void start() {
        installed = new InstalledAgent(directory);
        installed.hypervisor(lab.libvirtd());
        lab.guests(2, "--spare", "1");
        lab.traffic(lab.tap(GUEST), 7);
        uuid = lab.uuid(GUEST);
        installed.write(
                "pipeline.yaml", """
                sources:
                  - name: meter_source
                    interval: 1
                    meters: ["network.*", %s]
                    sinks: [meter_sink]
                sinks:
                  - name: meter_sink
                    publishers: ["file://%s"]
                """.formatted(String.join(", ", TIMES.keySet()), directory.resolve("samples.jsonl")));
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

    private void awaitReading(String way, String statistics) {
        await().atMost(LIMIT).until(() -> isReadFrom(way, statistics));
    }

    private void agreesWithLibvirt() {
        agreesWithLibvirt(GUEST);
    }

    private void agreesWithLibvirt(String guest) {
        Map<String, String> domstats = lab.domstats(guest);
        JsonNode samples =
                JsonNodes.parse(installed.command("poll", "network.*", "--json").output());
        COUNTERS.forEach((meter, name) -> {
            boolean found = false;
            for (JsonNode sample : samples) {
                if (sample.get("name").asText().equals(meter)
                        && sample.get("resource_id").asText().startsWith(guest)) {
                    assertThat(sample.get("volume").asText()).as(meter).isEqualTo(domstats.get(name));
                    found = true;
                }
            }
            assertThat(found).as(meter).isTrue();
        });
    }

    private Map<String, Long> poll() {
        Object[] words =
                Stream.concat(TIMES.keySet().stream(), Stream.of("--json")).toArray();
        Map<String, Long> volumes = new HashMap<>();
        for (JsonNode sample : JsonNodes.parse(installed.command("poll", words).output())) {
            if (sample.get("resource_id").asText().startsWith(uuid)) {
                volumes.merge(sample.get("name").asText(), sample.get("volume").asLong(), Long::sum);
            }
        }
        return volumes;
    }

    private Map<String, Long> domstats() {
        Map<String, Long> volumes = new HashMap<>();
        lab.domstats(GUEST)
                .forEach((name, value) -> TIMES.forEach((meter, names) -> {
                    if (name.matches(names)) {
                        volumes.merge(meter, Long.valueOf(value), Long::sum);
                    }
                }));
        return volumes;
    }

    private void timesAgreeWithLibvirt() {
        Map<String, Long> before = domstats();
        Map<String, Long> ours = poll();
        Map<String, Long> after = domstats();
        TIMES.keySet()
                .forEach(meter -> assertThat(ours.get(meter)).as(meter).isBetween(before.get(meter), after.get(meter)));
    }

    @Test
    void whereTheAgentSeesTheHostsLinksItReadsThemAtOnce() {
        try (AgentProcess agent = new AgentProcess(installed, lab.inside())) {
            awaitReading("/proc/net/dev", "interface");
            agreesWithLibvirt();
            assertThat(agent.isAlive()).isTrue();
        }
    }

    @Test
    void whereItDoesNotLibvirtTells() {
        try (AgentProcess agent = new AgentProcess(installed)) {
            awaitReading("libvirt", "interface");
            agreesWithLibvirt();
            assertThat(agent.isAlive()).isTrue();
        }
    }

    /** An idle one: both have counted nothing when they are compared. */
    @Test
    void whereItSeesATapOfTheSameNameInAnotherNetworkLibvirtTells() {
        String tap = lab.tap(IDLE);
        String twin = """
                echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6
                mount -t sysfs none /sys
                ip link set lo up
                ip tuntap add dev %1$s mode tap vnet_hdr
                ip link set %1$s up
                exec "$@"
                """.formatted(tap);
        Object[] elsewhere = {"unshare", "--mount", "--net", "--propagation", "private", "sh", "-c", twin, "sh"};
        try (AgentProcess agent = new AgentProcess(installed, elsewhere)) {
            awaitReading("libvirt", "interface");
            lab.traffic(tap, 3);
            agreesWithLibvirt(IDLE);
            assertThat(agent.isAlive()).isTrue();
        }
    }

    @Test
    void whereAnotherProcessClaimsAnInstanceLibvirtTellsWhatThatOneUsed() throws IOException {
        Process impostor = new ProcessBuilder("sh", "-c", "read line", "impostor", "-uuid", uuid).start();
        try (AgentProcess agent = new AgentProcess(installed)) {
            awaitReading("/proc, libvirt", "vcpu");
            timesAgreeWithLibvirt();
            assertThat(isReadFrom("/proc, libvirt", "vcpu")).isTrue();
            assertThat(agent.isAlive()).isTrue();
        } finally {
            impostor.destroyForcibly();
        }
    }

    @Test
    void whatAnInstanceUsedIsReadFromItsProcessAlsoWhenAProcessorIsPlugged() {
        try (AgentProcess agent = new AgentProcess(installed)) {
            awaitReading("/proc", "vcpu");
            timesAgreeWithLibvirt();
            assertThat(poll()).containsEntry("vcpus", 1L);
            lab.plug(GUEST, 2);
            assertThat(poll()).containsEntry("vcpus", 2L);
            awaitReading("/proc", "vcpu");
            timesAgreeWithLibvirt();
            assertThat(agent.isAlive()).isTrue();
        }
    }
}
