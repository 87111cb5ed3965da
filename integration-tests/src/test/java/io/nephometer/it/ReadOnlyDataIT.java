package io.nephometer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent whose data directory, which it has used before, cannot be written any more when it starts. */
@Tag("real")
class ReadOnlyDataIT {

    private static final String READ_ONLY =
            "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && exec \"$@\"";

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private Installed installed;
    private int port;

    @BeforeEach
    void prepare() {
        installed = new Installed(directory);
        port = lab.broker();
        installed.pipeline("500ms", port);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void theAgentMetersAndItsLogSaysWhatToDo() throws Exception {
        try (Subscriber subscriber = new Subscriber(port);
                Agent before = new Agent(installed)) {
            subscriber.next("instance");
            assertThat(before.isAlive()).isTrue();
        }
        Path log = Files.createTempFile("agent", ".log");
        Process agent = Agent.process(installed, log, "unshare", "--mount", "sh", "-c", READ_ONLY, installed.data);
        try (Subscriber subscriber = new Subscriber(port)) {
            subscriber.next("instance");
            subscriber.next("instance");
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(Files.readString(log))
                    .contains("the data directory " + installed.data + " cannot be written: Read-only file system")
                    .contains("the control socket " + installed.data.resolve("agent.sock") + " cannot be made")
                    .contains("cannot keep the last good pipeline"));
            assertThat(Files.readString(log)).doesNotContain("\tat ").doesNotContain("Exception");
        } finally {
            agent.destroy();
            assertThat(agent.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }
}
