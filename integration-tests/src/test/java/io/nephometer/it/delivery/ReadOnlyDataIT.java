package io.nephometer.it.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.lab.Lab;
import io.nephometer.it.lab.SampleConsumer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that starts on a data directory that has become read-only. */
@Tag("real")
class ReadOnlyDataIT {

    private static final String READ_ONLY =
            "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && exec \"$@\"";

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private InstalledAgent installed;
    private int port;

    @BeforeEach
    void prepare() {
        installed = new InstalledAgent(directory);
        port = lab.broker();
        installed.pipeline("500ms", port);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void theAgentMetersAndItsLogSaysWhatToDo() throws Exception {
        try (SampleConsumer subscriber = new SampleConsumer(port);
                AgentProcess before = new AgentProcess(installed)) {
            subscriber.next("instance");
            assertThat(before.isAlive()).isTrue();
        }
        Path log = Files.createTempFile("agent", ".log");
        Process agent =
                AgentProcess.process(installed, log, "unshare", "--mount", "sh", "-c", READ_ONLY, installed.data);
        try (SampleConsumer subscriber = new SampleConsumer(port)) {
            subscriber.next("instance");
            subscriber.next("instance");
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(Files.readString(log))
                    .contains("the data directory " + installed.data + " cannot be written: Read-only file system")
                    .contains("the control socket " + installed.data.resolve("agent.sock") + " cannot be created")
                    .contains("cannot keep the last good pipeline"));
            assertThat(Files.readString(log)).doesNotContain("\tat ").doesNotContain("Exception");
        } finally {
            agent.destroy();
            assertThat(agent.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }
}
