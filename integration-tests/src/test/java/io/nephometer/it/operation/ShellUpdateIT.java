package io.nephometer.it.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.agent.JarReplacement;
import io.nephometer.it.agent.MeteredTestDomain;
import io.nephometer.it.lab.SampleConsumer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell is updated from the shell: its sessions end, the socket is made again, and no meter misses a tick. */
@Tag("real")
class ShellUpdateIT {

    private static final int UPDATES = Integer.getInteger("updates", 6);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private MeteredTestDomain host;
    private InstalledAgent installed;
    private SampleConsumer subscriber;
    private AgentProcess agent;

    @BeforeEach
    void start() {
        host = new MeteredTestDomain(directory, "cpu_util", "disk.read.bytes");
        installed = host.installed;
        subscriber = host.subscriber;
        agent = host.agent;
    }

    @AfterEach
    void stop() {
        host.close();
    }

    /** Updates the shell by a command, and returns when there is a new socket that answers. */
    private void update(String command) {
        Object before = socket();
        assertThat(installed.command("shell", command).status()).isZero();
        await().atMost(LIMIT).until(() -> {
            Object now = socket();
            return now != null && !now.equals(before);
        });
        await().atMost(LIMIT).until(() -> installed.command("status").status() == 0);
    }

    /** Identifies the socket; null while there is none. */
    private Object socket() {
        try {
            Path socket = installed.data.resolve("agent.sock");
            return List.of(Files.getAttribute(socket, "unix:ino"), Files.getAttribute(socket, "unix:ctime"));
        } catch (IOException e) {
            return null;
        }
    }

    private List<String> bundles() {
        return installed
                .shell("lb -s")
                .lines()
                .map(line -> line.replaceAll("\\s+", " "))
                .sorted()
                .toList();
    }

    @Test
    void updatedAgainAndAgainItAnswersAndNoTickIsLost() {
        List<String> bundles = bundles();
        for (int i = 0; i < UPDATES; i++) {
            update("update agent.shell");
            assertThat(installed.status().get("pollsters")).hasSizeGreaterThan(4);
            assertThat(installed.shell("why cpu")).contains("cpu is published");
        }
        assertThat(bundles()).isEqualTo(bundles);
        host.awaitTicks(1);
        host.assertSteady("cpu", "cpu_util", "memory.maximum", "disk.read.bytes");
    }

    @Test
    void aNewVersionIsReadWholeBeforeTheOldOneStops() throws Exception {
        Path jar = InstalledAgent.bundles().stream()
                .filter(bundle -> bundle.getFileName().toString().startsWith("agent-shell"))
                .findFirst()
                .orElseThrow();
        update("update agent.shell file:" + JarReplacement.variant(jar, directory, 7));
        assertThat(bundles())
                .filteredOn(line -> line.contains("agent.shell"))
                .singleElement()
                .matches(line -> line.contains("Active"));
        host.awaitTicks(1);
        host.assertSteady("cpu", "disk.read.bytes");
    }

    @Test
    void aCommandThatRunsMeanwhileEndsWithALineThatSaysWhy() throws IOException {
        Path output = directory.resolve("tap.txt");
        Process tap = new ProcessBuilder(installed.bin().toString(), "tap", "--data", installed.data.toString(), "cpu")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            await().atMost(LIMIT).until(() -> Files.readString(output).contains("cpu  "));
            update("update agent.shell");
            assertThat(tap.onExit()).succeedsWithin(LIMIT);
            assertThat(tap.exitValue()).isNotZero();
            assertThat(Files.readString(output)).contains("ended before the command did, or its shell was stopped");
        } finally {
            tap.destroy();
        }
    }

    @Test
    void itComesBackWithTheCore() {
        assertThat(installed.command("shell", "update agent.core").status()).isZero();
        Instant begun = Instant.now();
        subscriber.next("cpu", sample -> sample.timestamp().isAfter(begun.plusSeconds(3)));
        await().atMost(LIMIT).until(() -> installed.command("status").status() == 0);
        assertThat(installed.shell("why cpu")).contains("cpu is published");
    }
}
