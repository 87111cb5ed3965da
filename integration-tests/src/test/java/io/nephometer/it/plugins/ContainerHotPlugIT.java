package io.nephometer.it.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.agent.BundleContainer;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.lab.Lab;
import io.nephometer.it.lab.SampleConsumer;
import io.nephometer.it.lab.SampleTimes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link HotPlugIT} inside Pax Exam: with calls of the framework instead of the shell's. */
@Tag("real")
class ContainerHotPlugIT {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final String DISK = "io.nephometer.pollster.disk";
    private static final String TEST_DOMAIN = "6695eb01-f6a4-8304-79aa-97f2502e193f";

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private InstalledAgent installed;
    private SampleConsumer subscriber;
    private BundleContainer container;

    @BeforeEach
    void start() {
        installed = new InstalledAgent(directory);
        int port = lab.broker();
        installed.pipeline("1", port);
        subscriber = new SampleConsumer(port);
        container = new BundleContainer(installed);
        subscriber.next("disk.read.bytes");
        subscriber.next("cpu");
    }

    @AfterEach
    void stop() {
        container.close();
        subscriber.close();
        lab.close();
    }

    private void diskMetersEnded(Instant gone) {
        Instant quiet = subscriber
                .next("cpu", sample -> sample.timestamp().isAfter(gone.plus(INTERVAL.multipliedBy(3))))
                .timestamp();
        assertThat(subscriber.samples("disk.read.bytes").stream()
                        .map(SampleConsumer.Received::timestamp)
                        .filter(read -> read.isAfter(gone.plus(INTERVAL)) && read.isBefore(quiet)))
                .isEmpty();
    }

    @Test
    void anUninstalledPollsterEndsAndAnInstalledOneBeginsAndTheCpuTicksAreNeitherLostNorDoubled() throws Exception {
        container.bundle(DISK).uninstall();
        diskMetersEnded(Instant.now());
        container
                .context()
                .installBundle(
                        InstalledAgent.plugin("pollster-disk.jar").toUri().toString())
                .start();
        subscriber.next("disk.read.bytes");
        SampleTimes.of(subscriber, "cpu", TEST_DOMAIN).assertSteady(INTERVAL);
    }

    @Test
    void theSameThroughTheDeployFolder() throws Exception {
        Path jar = installed.deploy.resolve("pollster-disk.jar");
        Files.delete(jar);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Arrays.stream(container.context().getBundles())
                        .noneMatch(bundle -> DISK.equals(bundle.getSymbolicName())));
        diskMetersEnded(Instant.now());
        Files.copy(InstalledAgent.plugin("pollster-disk.jar"), jar);
        subscriber.next("disk.read.bytes");
        SampleTimes.of(subscriber, "cpu", TEST_DOMAIN).assertSteady(INTERVAL);
    }
}
