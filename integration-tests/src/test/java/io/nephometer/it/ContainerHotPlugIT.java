package io.nephometer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

/** As {@link HotPlugIT}, inside Pax Exam: the framework's own calls instead of the shell's. */
@Tag("real")
class ContainerHotPlugIT {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final String DISK = "io.nephometer.pollster.disk";
    private static final String TEST_DOMAIN = "6695eb01-f6a4-8304-79aa-97f2502e193f";

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private Installed installed;
    private Subscriber subscriber;
    private Container container;

    @BeforeEach
    void start() {
        installed = new Installed(directory);
        int port = lab.broker();
        installed.pipeline("1", port);
        subscriber = new Subscriber(port);
        container = new Container(installed);
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
                        .map(Subscriber.Received::timestamp)
                        .filter(read -> read.isAfter(gone.plus(INTERVAL)) && read.isBefore(quiet)))
                .isEmpty();
    }

    @Test
    void anUninstalledPollsterEndsAndAnInstalledOneBeginsAndTheCpuTicksAreNeitherLostNorDoubled() throws Exception {
        container.bundle(DISK).uninstall();
        diskMetersEnded(Instant.now());
        container
                .context()
                .installBundle(Installed.plugin("pollster-disk.jar").toUri().toString())
                .start();
        subscriber.next("disk.read.bytes");
        Cadence.of(subscriber, "cpu", TEST_DOMAIN).isSteady(INTERVAL);
    }

    @Test
    void theSameThroughTheDeployFolder() throws Exception {
        Path jar = installed.deploy.resolve("pollster-disk.jar");
        Files.delete(jar);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Arrays.stream(container.context().getBundles())
                        .noneMatch(bundle -> DISK.equals(bundle.getSymbolicName())));
        diskMetersEnded(Instant.now());
        Files.copy(Installed.plugin("pollster-disk.jar"), jar);
        subscriber.next("disk.read.bytes");
        Cadence.of(subscriber, "cpu", TEST_DOMAIN).isSteady(INTERVAL);
    }
}
