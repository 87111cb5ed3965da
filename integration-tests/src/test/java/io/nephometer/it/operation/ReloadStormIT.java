package io.nephometer.it.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.lab.Command;
import io.nephometer.it.lab.JsonNodes;
import io.nephometer.it.lab.Lab;
import io.nephometer.it.lab.SampleConsumer;
import io.nephometer.it.lab.SampleTimes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * pipeline.yaml changes again and again while it is polled, every third time into a bad one. {@code -Dreloads=500} for the
 * full number.
 */
@Tag("real")
class ReloadStormIT {

    private static final int RELOADS = Integer.getInteger("reloads", 15);

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private InstalledAgent installed;
    private SampleConsumer subscriber;
    private AgentProcess agent;
    private int port;

    @BeforeEach
    void start() {
        installed = new InstalledAgent(directory);
        port = lab.broker();
        write("1");
        subscriber = new SampleConsumer(port);
        agent = new AgentProcess(installed);
        await().atMost(SampleConsumer.LIMIT)
                .until(() -> subscriber.samples("cpu").size() > 1);
    }

    @AfterEach
    void stop() {
        agent.close();
        subscriber.close();
        lab.close();
    }

    /** The source {@code steady} is the same in every file; the other one changes its interval. */
    private void write(String interval) {
        installed.write("pipeline.yaml", """
                sources:
                  - {name: steady, interval: 500ms, meters: ["cpu"], sinks: [steady_sink]}
                  - {name: other, interval: %s, meters: ["memory", "disk.*"], sinks: [other_sink]}
                sinks:
                  - {name: steady_sink, publishers: ["mqtt://127.0.0.1:%d"]}
                  - {name: other_sink, publishers: ["mqtt://127.0.0.1:%d"]}
                """.formatted(interval, port, port));
    }

    private JsonNode status() {
        return JsonNodes.parse(installed.command("status", "--json").output());
    }

    private int generation() {
        return status().get("pipeline").get("generation").asInt();
    }

    private String threads() {
        return Command.ok("sh", "-c", "ls /proc/" + agent.pid() + "/task | wc -l");
    }

    @Test
    void noTickOfAnUntouchedSourceIsMissedOrDoubled() {
        String threads = threads();
        for (int i = 1; i <= RELOADS; i++) {
            int before = generation();
            if (i % 3 == 0) {
                write("often");
                await().atMost(SampleConsumer.LIMIT)
                        .until(() -> !status().get("pipeline").get("problems").isEmpty());
                assertThat(generation()).isEqualTo(before);
            } else {
                write(i % 2 == 0 ? "700ms" : "300ms");
                await().atMost(SampleConsumer.LIMIT).until(() -> generation() > before);
            }
        }
        subscriber.next("cpu");
        SampleTimes.of(subscriber, "cpu", subscriber.samples("cpu").get(0).resource())
                .assertSteady(Duration.ofMillis(500));
        List<Long> numbers = subscriber.documents().stream()
                .filter(document -> document.get("route").asText().equals("steady_sink.mqtt"))
                .map(document -> document.get("seq").asLong())
                .toList();
        assertThat(numbers)
                .isEqualTo(LongStream.rangeClosed(1, numbers.size()).boxed().toList());
        await().atMost(SampleConsumer.LIMIT).untilAsserted(() -> assertThat(Integer.parseInt(threads()))
                .isLessThanOrEqualTo(Integer.parseInt(threads) + 4));
    }
}
