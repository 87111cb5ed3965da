package io.nephometer.it.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.agent.PluginJarBuilder;
import io.nephometer.it.lab.JsonNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A plugin that hangs while others start, restart or stop. */
@Tag("real")
class HangingPluginIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String HANGS =
            "while (true) { try { Thread.sleep(1000000); } catch (InterruptedException e) { } }";
    private static final String UNLESS_NEVER = "if (System.nanoTime() != 0) ";

    @TempDir
    Path directory;

    @Test
    void aStopWhileAPluginIsBeingStartedRefusesNone() throws Exception {
        InstalledAgent installed = new InstalledAgent(directory);
        Path begun = directory.resolve("begun");
        Path jar = new PluginJarBuilder("slow")
                .activator(
                        "java.nio.file.Files.createFile(java.nio.file.Path.of(\"" + begun + "\")); Thread.sleep(8000);",
                        "")
                .build(directory);
        Files.copy(jar, installed.deploy.resolve("a-slow.jar"));
        Path log = Files.createFile(directory.resolve("agent.log"));
        Process agent = AgentProcess.process(installed, log);
        try {
            await().atMost(LIMIT).until(() -> Files.exists(begun));
            agent.destroy();
            assertThat(agent.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(log)).doesNotContain("is refused");
            assertThat(installed.deploy.toFile().list()).noneMatch(file -> file.endsWith(".rejected.txt"));
        } finally {
            agent.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"METERS", "ACTIVATE"})
    void aSettingThatChangesEndsNoMeteringBesideAPluginThatHangs(String where) throws IOException {
        InstalledAgent installed = new InstalledAgent(directory);
        Path samples = directory.resolve("samples.json");
        installed.write("pipeline.yaml", """
                sources:
                  - {name: all, interval: 500ms, meters: [cpu], sinks: [kept]}
                sinks:
                  - {name: kept, publishers: ["file://%s"]}
                """.formatted(samples));
        Path jar =
                new PluginJarBuilder("frozen").code(where, UNLESS_NEVER + HANGS).build(directory);
        try (AgentProcess agent = new AgentProcess(installed)) {
            Files.copy(jar, installed.deploy.resolve("frozen.jar"));
            await().atMost(LIMIT).until(() -> Files.exists(installed.deploy.resolve("frozen.jar.rejected.txt")));
            Instant changed = Instant.now();
            installed.write("io.nephometer.agent.core.cfg", "drain_samples_per_second=4000\n");
            await().atMost(LIMIT).until(() -> agent.logLines().stream()
                    .filter(line ->
                            Instant.parse(line.substring(0, line.indexOf(' '))).isAfter(changed))
                    .anyMatch(line -> line.contains("pipeline generation")));
            Instant again = Instant.now();
            await().atMost(LIMIT).until(() -> Files.readAllLines(samples).stream()
                    .filter(line -> line.endsWith("}"))
                    .map(JsonNodes::parse)
                    .anyMatch(sample ->
                            Instant.parse(sample.get("timestamp").asText()).isAfter(again)));
        }
    }
}
