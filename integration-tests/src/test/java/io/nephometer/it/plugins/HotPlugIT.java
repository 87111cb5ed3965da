package io.nephometer.it.plugins;

import static io.nephometer.it.agent.MeteredTestDomain.INTERVAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.agent.MeteredTestDomain;
import io.nephometer.it.agent.PluginJarBuilder;
import io.nephometer.it.lab.SampleConsumer;
import io.nephometer.it.lab.SampleTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins are added and removed while the agent runs, and no other meter misses a tick. */
@Tag("real")
class HotPlugIT {

    @TempDir
    Path directory;

    private MeteredTestDomain host;
    private InstalledAgent installed;
    private SampleConsumer subscriber;
    private AgentProcess agent;

    @BeforeEach
    void start() {
        host = new MeteredTestDomain(directory, "disk.read.bytes", "cpu");
        installed = host.installed;
        subscriber = host.subscriber;
        agent = host.agent;
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private void diskMetersEnd() {
        Instant gone = Instant.now();
        Instant quiet = subscriber
                .next("cpu", sample -> sample.timestamp().isAfter(gone.plus(INTERVAL.multipliedBy(3))))
                .timestamp();
        assertThat(subscriber.samples().stream()
                        .filter(sample -> sample.name().startsWith("disk."))
                        .filter(sample -> sample.timestamp().isAfter(gone.plus(INTERVAL)))
                        .filter(sample -> sample.timestamp().isBefore(quiet)))
                .isEmpty();
    }

    private void cpuMissedNothing() {
        host.assertSteady("cpu");
    }

    @Test
    void inTheShellAPollsterIsUninstalledAndInstalledAgain() {
        installed.shell("uninstall pollster.disk");
        diskMetersEnd();
        String installedAs = installed.shell("install file:" + InstalledAgent.plugin("pollster-disk.jar"));
        installed.shell("start " + installedAs.replaceAll("\\D", ""));
        subscriber.next("disk.read.bytes");
        cpuMissedNothing();
    }

    @Test
    void aJarDeletedFromTheDeployFolderTakesItsMetersAlongAndBringsThemBackWhenCopied() throws IOException {
        Path jar = installed.deploy.resolve("pollster-disk.jar");
        Files.delete(jar);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !installed.shell("lb").contains("pollster-disk"));
        diskMetersEnd();
        Files.copy(InstalledAgent.plugin("pollster-disk.jar"), jar, StandardCopyOption.REPLACE_EXISTING);
        subscriber.next("disk.read.bytes");
        cpuMissedNothing();
    }

    @Test
    void aPollsterBuiltAgainstTheApiAloneIsPublishedAtTheNextTickAfterItWasDropped() throws Exception {
        Path load = new PluginJarBuilder("load").build(directory, Path.of("src/test/resources/LoadPollster.java"));
        Files.move(load, installed.deploy.resolve("load.jar"));
        subscriber.next("host.load");
        cpuMissedNothing();
    }

    /** One of two plugins with the same meter, which differ in its volume. */
    private Path rival(String name, String version, int volume) {
        return new PluginJarBuilder(name)
                .version(version)
                .code("FIELDS", "static final Meter SHARED = Meter.gauge(\"host.shared\", \"\");")
                .code("METERS", "if (true) return Set.of(SHARED);")
                .code("POLL", "return List.of(Sample.of(SHARED, turn.host(), %dL, turn.now()));".formatted(volume))
                .build(directory);
    }

    @Test
    void ofTwoThatOfferAMeterTheHigherVersionGivesItAndTheOtherTakesOver() throws Exception {
        Files.move(rival("one", "1.9.0", 1), installed.deploy.resolve("one.jar"));
        subscriber.next("host.shared", sample -> sample.volume() == 1);
        Files.move(rival("two", "1.10.0", 2), installed.deploy.resolve("two.jar"));
        subscriber.next("host.shared", sample -> sample.volume() == 2);
        Instant deleted = Instant.now();
        Files.delete(installed.deploy.resolve("two.jar"));
        subscriber.next(
                "host.shared",
                sample -> sample.volume() == 1 && sample.timestamp().isAfter(deleted));
        SampleTimes.of(subscriber.samples("host.shared")).assertSteady(INTERVAL);
        cpuMissedNothing();
    }

    @Test
    void aDiscoveryComesAndGoesAndWhatIsAboutTheHostIsPolledOn() throws IOException {
        Path jar = installed.deploy.resolve("discovery-local.jar");
        Files.delete(jar);
        Instant deleted = Instant.now();
        Instant quiet = subscriber
                .next("compute.node.disk.read.bytes", sample -> sample.timestamp()
                        .isAfter(deleted.plusSeconds(5)))
                .timestamp();
        assertThat(subscriber.samples("cpu"))
                .extracting(SampleConsumer.Received::timestamp)
                .noneMatch(read -> read.isAfter(deleted.plusSeconds(4)) && read.isBefore(quiet));
        assertThat(installed
                        .status()
                        .get("troubles")
                        .get("discovery local_instances")
                        .asText())
                .isEqualTo("no plugin offers it");
        Files.copy(InstalledAgent.plugin("discovery-local.jar"), jar);
        subscriber.next("cpu", sample -> sample.timestamp().isAfter(quiet));
    }

    @Test
    void aPublisherComesAndGoesAndNothingIsLost() throws IOException {
        Path jar = installed.deploy.resolve("publisher-mqtt.jar");
        Files.delete(jar);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> installed.command("status").output().contains("no plugin for it"));
        Files.copy(InstalledAgent.plugin("publisher-mqtt.jar"), jar);
        Instant back = Instant.now();
        subscriber.next("cpu", sample -> sample.timestamp().isAfter(back.plusSeconds(1)));
        cpuMissedNothing();
    }
}
