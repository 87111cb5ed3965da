package io.nephometer.it.plugins;

import static io.nephometer.it.agent.MeteredTestDomain.INTERVAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.agent.JarReplacement;
import io.nephometer.it.agent.MeteredTestDomain;
import io.nephometer.it.agent.PluginJarBuilder;
import io.nephometer.it.lab.Command;
import io.nephometer.it.lab.SampleConsumer;
import io.nephometer.it.lab.SampleTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The deployer is updated, stopped and started from the shell: no plugin restarts, and no meter misses a tick. */
@Tag("real")
class DeployerUpdateIT {

    private static final int UPDATES = Integer.getInteger("updates", 6);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String FOLDER = "the plugins' folder";

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

    private void drop(PluginJarBuilder plugin, String name) {
        JarReplacement.put(plugin.build(directory), installed.deploy.resolve(name), true);
    }

    /** The bundles of the folder, with the numbers that the framework gave them when they were installed. */
    private List<String> plugins() {
        return installed
                .shell("lb -l")
                .lines()
                .filter(line -> line.contains("?sha256="))
                .map(line -> line.replaceAll("\\s+", " "))
                .sorted()
                .toList();
    }

    private String bundles(String name) {
        return installed
                .shell("lb -s")
                .lines()
                .filter(line -> line.contains(name))
                .collect(Collectors.joining("\n"));
    }

    private void awaitDeployer() {
        await().atMost(LIMIT).untilAsserted(() -> {
            JsonNode status = installed.status();
            assertThat(status.get("troubles").has(FOLDER)).isFalse();
            assertThat(status.get("deploy")).hasSizeGreaterThan(7).allSatisfy(jar -> {
                assertThat(jar.get("state").asText()).isEqualTo("active");
                assertThat(jar.get("refused").isNull()).isTrue();
            });
        });
    }

    private void noTickWasLost() {
        host.awaitTicks(1);
        host.assertSteady("cpu", "cpu_util", "memory.maximum");
    }

    @Test
    void updatedAgainAndAgainItRestartsNoPluginAndDeploysWhatIsDroppedMeanwhile() {
        List<String> plugins = plugins();
        for (int i = 1; i <= UPDATES; i++) {
            installed.shell("update agent.deployer");
            drop(new PluginJarBuilder("moving").version("1.0." + i), "moving.jar");
            awaitDeployer();
            assertThat(plugins()).containsAll(plugins);
            String version = "1.0." + i;
            await().atMost(LIMIT)
                    .until(
                            () -> bundles("com.example.moving"),
                            all -> all.matches("[^\n]+\\b" + version + "\\b[^\n]*"));
        }
        host.awaitTicks(2);
        noTickWasLost();
        host.assertSteady("disk.read.bytes");
        SampleTimes.of(subscriber.samples("host.moving")).assertSteady(INTERVAL);
    }

    @Test
    void whileItIsStoppedWhatRunsKeepsRunningAndAfterwardsTheChangesAreApplied() throws IOException {
        List<String> plugins = plugins();
        installed.shell("stop agent.deployer");
        assertThat(installed.command("status").output())
                .contains(FOLDER + ": the bundle agent.deployer does not run: what runs keeps running");
        assertThat(installed.status().get("deploy")).isEmpty();
        drop(new PluginJarBuilder("dropped"), "dropped.jar");
        Files.delete(installed.deploy.resolve("pollster-disk.jar"));
        Instant deleted = Instant.now();
        subscriber.next("disk.read.bytes", sample -> sample.timestamp().isAfter(deleted.plusSeconds(4)));
        assertThat(plugins()).isEqualTo(plugins);

        installed.shell("start agent.deployer");
        subscriber.next("host.dropped");
        awaitDeployer();
        await().atMost(LIMIT).until(() -> plugins().stream().noneMatch(plugin -> plugin.contains("pollster-disk.jar")));
        assertThat(plugins())
                .containsAll(plugins.stream()
                        .filter(plugin -> !plugin.contains("pollster-disk.jar"))
                        .toList());
        noTickWasLost();
        assertThat(agent.log()).doesNotContain("is refused");
    }

    @Test
    void whatMayRunIsRestrictedThoughItWasStoppedWhenTheSettingsChanged() throws IOException {
        installed.shell("stop agent.deployer");
        List<String> plugins = plugins();
        Files.writeString(installed.conf.resolve("plugins.sha256"), "");
        installed.write("io.nephometer.agent.core.cfg", "host = other\ndeploy_allowed = plugins.sha256\n");
        await().atMost(LIMIT).until(() -> agent.log().contains("the bundle agent.deployer did not start within 10 s"));
        await().atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(installed.status().get("host").asText()).isEqualTo("other"));
        Instant begun = Instant.now();
        subscriber.next("cpu", sample -> sample.timestamp().isAfter(begun));

        drop(new PluginJarBuilder("unlisted"), "unlisted.jar");
        installed.shell("start agent.deployer");
        await().atMost(LIMIT).until(() -> agent.log().contains("unlisted.jar is refused: its SHA-256 sum"));
        assertThat(plugins()).isEqualTo(plugins);
    }

    @Test
    void whenTheCoreIsUpdatedTheDeployerComesBackByItself() {
        List<String> plugins = plugins();
        installed.command("shell", "update agent.core");
        Instant begun = Instant.now();
        subscriber.next("cpu", sample -> sample.timestamp().isAfter(begun.plusSeconds(2)));
        awaitDeployer();
        assertThat(plugins()).isEqualTo(plugins);
        drop(new PluginJarBuilder("dropped"), "dropped.jar");
        subscriber.next("host.dropped");
        assertThat(agent.log()).doesNotContain("did not start within");
    }

    @Test
    void anAgentWithoutADeployerStartsAndSaysSo() throws IOException {
        Path other = Files.createDirectory(directory.resolve("other"));
        InstalledAgent bare = new InstalledAgent(other);
        bare.giveTo("root", other);
        Command.ok("sh", "-c", "rm \"$1\"/home/bundles/agent-deployer-*.jar", "sh", other);
        try (AgentProcess alone = new AgentProcess(bare)) {
            assertThat(bare.command("status").output()).contains(FOLDER + ": the bundle agent.deployer does not run");
            assertThat(alone.logLines())
                    .filteredOn(line -> line.contains("the agent begins without it"))
                    .hasSize(1);
        }
    }
}
