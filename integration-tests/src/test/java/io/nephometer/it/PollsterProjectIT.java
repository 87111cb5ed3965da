package io.nephometer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/writing-a-pollster.md promises a stranger. */
@Tag("real")
class PollsterProjectIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String TEST_DOMAIN = "6695eb01-f6a4-8304-79aa-97f2502e193f"; // the one of test:///default

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private StrangersProject project;
    private Installed installed;
    private Subscriber subscriber;
    private Agent agent;

    @BeforeEach
    void start() throws Exception {
        project = new StrangersProject(directory);
        installed = new Installed(directory);
        int port = lab.broker();
        installed.pipeline("1", port);
        subscriber = new Subscriber(port);
        agent = new Agent(installed);
    }

    @AfterEach
    void stop() {
        agent.close();
        subscriber.close();
        lab.close();
    }

    @Test
    void theExampleIsBuiltAgainstTheApiAloneAndPublishedOnceItsJarIsDropped() throws Exception {
        Path jar = project.build();
        StrangersProject.drop(jar, installed.deploy);
        Subscriber.Received first = subscriber.next("vcpus.maximum");
        assertThat(first.resource()).isEqualTo(TEST_DOMAIN);
        assertThat(first.volume()).isEqualTo(2);

        Files.writeString(installed.deploy.resolve(jar.getFileName()), "not a jar");
        Path note = installed.deploy.resolve("example-pollster.jar.rejected.txt");
        await().atMost(LIMIT).until(() -> Files.exists(note));
        assertThat(note).content().contains("it is no whole jar", "example-pollster 1.0.0 keeps running.");
        assertThat(subscriber.next("vcpus.maximum").volume()).isEqualTo(2);

        project.edit("pom.xml", "<version>1.0.0</version>", "<version>1.1.0</version>");
        StrangersProject.drop(project.buildUntested(), installed.deploy);
        await().atMost(LIMIT).until(() -> agent.log().contains("example-pollster 1.1.0 replaces 1.0.0"));
        assertThat(subscriber.next("vcpus.maximum").volume()).isEqualTo(2);
        assertThat(note).doesNotExist();
    }
}
