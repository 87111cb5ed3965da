package io.nephometer.it.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.lab.Lab;
import io.nephometer.it.lab.SampleConsumer;
import io.nephometer.it.lab.SampleTimes;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** pipeline.yaml changes while the agent runs. */
@Tag("real")
class ReloadIT {

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
        installed.pipeline("2", port);
        subscriber = new SampleConsumer(port);
        agent = new AgentProcess(installed);
        subscriber.next("instance");
    }

    @AfterEach
    void stop() {
        agent.close();
        subscriber.close();
        lab.close();
    }

    @Test
    void aBrokenFileChangesNothingAndIsReportedWithItsLine() {
        installed.write("pipeline.yaml", "sources:\n  - name: meter_source\n    intervall: 1\n");
        String reported = installed.conf.resolve("pipeline.yaml") + ":3:5: unknown key 'intervall'";
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(agent.log()).contains(reported));
        assertThat(installed.command("status").output()).contains(reported);
        subscriber.next("instance");
    }

    @Test
    void anotherIntervalTakesEffectWithoutARestart() {
        installed.pipeline("500ms", port);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> installed.command("status").output().contains("500 ms"));
        subscriber.next("instance");
        subscriber.forget();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> subscriber.samples("instance").size() >= 6);
        SampleTimes.of(
                        subscriber,
                        "instance",
                        subscriber.samples("instance").get(0).resource())
                .assertSteady(Duration.ofMillis(500));
        assertThat(agent.isAlive()).isTrue();
    }
}
