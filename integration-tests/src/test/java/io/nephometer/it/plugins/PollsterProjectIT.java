package io.nephometer.it.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.ExampleProject;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.agent.MeteredTestDomain;
import io.nephometer.it.lab.SampleConsumer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/writing-a-pollster.md works as written. */
@Tag("real")
class PollsterProjectIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private ExampleProject project;
    private MeteredTestDomain host;
    private InstalledAgent installed;
    private SampleConsumer subscriber;
    private AgentProcess agent;

    @BeforeEach
    void start() throws Exception {
        project = new ExampleProject(directory);
        host = new MeteredTestDomain(directory);
        installed = host.installed;
        subscriber = host.subscriber;
        agent = host.agent;
    }

    @AfterEach
    void stop() {
        host.close();
    }

    @Test
    void theExampleIsBuiltAgainstTheApiAloneAndPublishedOnceItsJarIsDropped() throws Exception {
        Path jar = project.build();
        ExampleProject.drop(jar, installed.deploy);
        SampleConsumer.Received first = subscriber.next("vcpus.maximum");
        assertThat(first.resource()).isEqualTo(MeteredTestDomain.UUID);
        assertThat(first.volume()).isEqualTo(2);

        Files.writeString(installed.deploy.resolve(jar.getFileName()), "not a jar");
        Path note = installed.deploy.resolve("example-pollster.jar.rejected.txt");
        await().atMost(LIMIT).until(() -> Files.exists(note));
        assertThat(note).content().contains("it is not a complete jar", "example-pollster 1.0.0 keeps running.");
        assertThat(subscriber.next("vcpus.maximum").volume()).isEqualTo(2);

        project.edit("pom.xml", "<version>1.0.0</version>", "<version>1.1.0</version>");
        ExampleProject.drop(project.buildUntested(), installed.deploy);
        await().atMost(LIMIT).until(() -> agent.log().contains("example-pollster 1.1.0 replaces 1.0.0"));
        assertThat(subscriber.next("vcpus.maximum").volume()).isEqualTo(2);
        assertThat(note).doesNotExist();
    }
}
