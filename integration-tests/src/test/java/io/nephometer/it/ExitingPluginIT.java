package io.nephometer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that ends the agent is named in the log; a stop on demand names no one. */
@Tag("real")
class ExitingPluginIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private Installed installed;

    @BeforeEach
    void install() {
        installed = new Installed(directory);
        installed.write("pipeline.yaml", """
                sources:
                  - {name: all, interval: 1s, meters: ["host.*"], sinks: [kept]}
                sinks:
                  - {name: kept, publishers: ["file://%s"]}
                """.formatted(directory.resolve("samples.json")));
    }

    @Test
    void aPluginThatCallsExitIsNamedAndTheAgentHasFailed() throws Exception {
        Path jar = new PluginJar("leaving")
                .code("POLL", "System.exit(0); return List.of();")
                .build(directory);
        copy(jar);
        try (Agent agent = new Agent(installed)) {
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
        Agent agent = new Agent(installed);
        agent.close();
        assertThat(agent.log()).contains("stopped").doesNotContain("System.exit");
    }
}
