package io.nephometer.it.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.agent.PluginJarBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that ends the agent is named in the log; after an ordinary stop no plugin is. */
@Tag("real")
class ExitingPluginIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private InstalledAgent installed;

    @BeforeEach
    void install() {
        installed = new InstalledAgent(directory);
        installed.write("pipeline.yaml", """
                sources:
                  - {name: all, interval: 1s, meters: ["host.*"], sinks: [kept]}
                sinks:
                  - {name: kept, publishers: ["file://%s"]}
                """.formatted(directory.resolve("samples.json")));
    }

    @Test
    void aPluginThatCallsExitIsNamedAndTheAgentHasFailed() throws Exception {
        Path jar = new PluginJarBuilder("leaving")
                .code("POLL", "System.exit(0); return List.of();")
                .build(directory);
        copy(jar);
        try (AgentProcess agent = new AgentProcess(installed)) {
            assertThat(agent.exitsWithin(LIMIT)).isTrue();
            assertThat(agent.log())
                    .contains("the agent ends as com.example.leaving.Faulty called System.exit")
                    .contains("at com.example.leaving.Faulty.poll");
            assertThat(agent.exitStatus()).isEqualTo(1);
        }
    }

    private void copy(Path jar) throws IOException {
        Files.copy(jar, installed.deploy.resolve(jar.getFileName().toString()));
    }

    @Test
    void aStopOnDemandNamesNoOne() throws Exception {
        AgentProcess agent = new AgentProcess(installed);
        agent.close();
        assertThat(agent.log()).contains("stopped").doesNotContain("System.exit");
    }
}
