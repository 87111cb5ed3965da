package io.nephometer.it.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.lab.DeliveryChecker;
import io.nephometer.it.lab.JsonNodes;
import io.nephometer.it.lab.Lab;
import io.nephometer.it.lab.LossRecord;
import io.nephometer.it.lab.SampleConsumer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the agent has read arrives, whatever is killed in between. */
@Tag("real")
class KillIT {

    @TempDir
    Path directory;

    private final Lab lab = new Lab();

    @AfterEach
    void stop() {
        lab.close();
    }

    private static JsonNode route(InstalledAgent installed) {
        return JsonNodes.parse(installed.command("status", "--json").output())
                .get("routes")
                .get(0);
    }

    private static List<Long> numbers(SampleConsumer subscriber) {
        return subscriber.documents().stream()
                .map(document -> document.get("seq").asLong())
                .toList();
    }

    private static List<LossRecord> losses(SampleConsumer subscriber) {
        return subscriber.documents().stream()
                .flatMap(document -> document.findParents("name").stream())
                .filter(sample -> sample.get("name").asText().equals(DeliveryChecker.LOST))
                .map(LossRecord::of)
                .toList();
    }

    @Test
    void everySampleAcceptedBeforeAKillArrivesOnceTheBrokerIsBack() throws Exception {
        InstalledAgent installed = new InstalledAgent(directory);
        int port = lab.broker();
        installed.pipeline("500ms", port);
        try (SampleConsumer before = new SampleConsumer(port);
                AgentProcess agent = new AgentProcess(installed)) {
            before.next("cpu");
            lab.stopBroker();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> route(installed).get("waiting").asLong() > 100);
            agent.killHard();
            long last = waiting(installed);
            assertThat(last).isGreaterThan(before.documents().size());

            assertThat(lab.broker()).isEqualTo(port);
            try (SampleConsumer after = new SampleConsumer(port);
                    AgentProcess again = new AgentProcess(installed)) {
                after.next("cpu");
                await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                    TreeSet<Long> all = new TreeSet<>(numbers(before));
                    all.addAll(numbers(after));
                    assertThat(all).contains(last);
                    assertThat(all.last()).isGreaterThan(last);
                    assertThat(DeliveryChecker.gaps(all, List.of()))
                            .as("a jump, to numbers that were not used before")
                            .hasSize(1);
                    assertThat(DeliveryChecker.gaps(all, losses(after))).isEmpty();
                });
                assertThat(after.documents().stream()
                                .map(d -> d.get("epoch").asText())
                                .distinct())
                        .hasSizeBetween(1, 2);
                assertThat(again.isAlive()).isTrue();
            }
        }
    }

    /** The number of the newest message on disk. */
    private static long waiting(InstalledAgent installed) throws Exception {
        try (var files = java.nio.file.Files.list(installed.data.resolve("spool/meter_sink.mqtt"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".batch"))
                    .map(name -> name.split("-"))
                    .mapToLong(parts -> Long.parseLong(parts[0]) + Long.parseLong(parts[1]) - 1)
                    .max()
                    .orElseThrow();
        }
    }
}
