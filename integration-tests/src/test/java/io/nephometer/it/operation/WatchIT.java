package io.nephometer.it.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.lab.Command;
import io.nephometer.it.lab.JsonNodes;
import io.nephometer.it.lab.Lab;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that watch a running agent ({@code tap}, {@code top}), and {@code why} of an absent meter. */
@Tag("real")
class WatchIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String TEST_DOMAIN = "6695eb01-f6a4-8304-79aa-97f2502e193f"; // the one of test:///default

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private InstalledAgent installed;
    private AgentProcess agent;

    @BeforeEach
    void start() {
        installed = new InstalledAgent(directory);
        installed.pipeline("500ms", "\"cpu*\", \"instance\", \"memory.resident\"", lab.broker());
        agent = new AgentProcess(installed);
    }

    @AfterEach
    void stop() {
        agent.close();
        lab.close();
    }

    /** The threads of the agent that serve a client; the kernel cuts the name. */
    private long clients() throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + agent.pid() + "/task"))) {
            return threads.filter(thread -> name(thread).equals("nephometer-clie"))
                    .count();
        }
    }

    private static String name(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).strip();
        } catch (IOException e) {
            return ""; // it has ended meanwhile
        }
    }

    private Path watch(Predicate<List<String>> seen, String... words) throws IOException, InterruptedException {
        Path output = directory.resolve(words[0] + ".out");
        Process client = new ProcessBuilder(Stream.concat(
                                Stream.of(installed.bin().toString(), words[0], "--data", installed.data.toString()),
                                Stream.of(words).skip(1))
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(new File("/dev/null"))
                .start();
        try {
            await().atMost(LIMIT).until(() -> seen.test(Files.readAllLines(output)));
            assertThat(client.isAlive()).as("until Ctrl-C").isTrue();
            await().atMost(LIMIT).until(() -> clients() == 1);
        } finally {
            client.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        await().atMost(LIMIT).until(() -> clients() == 0);
        return output;
    }

    @Test
    void tapShowsSamplesAsTheyComeAndLeavesNoThreadWhenItsClientIsKilled() throws Exception {
        Path table = watch(lines -> lines.size() > 6, "tap", "cpu_util");
        assertThat(Files.readAllLines(table))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100))
                .anySatisfy(line -> assertThat(line).contains("cpu_util", TEST_DOMAIN.substring(0, 8), "%"));

        Path objects = watch(lines -> lines.size() > 2, "tap", "--json", "cpu");
        JsonNode sample = JsonNodes.parse(Files.readAllLines(objects).get(0));
        assertThat(sample.get("name").asText()).isEqualTo("cpu");
        assertThat(sample.get("resource_id").asText()).isEqualTo(TEST_DOMAIN);

        Command unknown = installed.command("tap", "cpu_utl");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.output()).contains("did you mean 'cpu_util'?");
    }

    @Test
    void topShowsTheTestDomainOnceAndLive() throws Exception {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(
                        installed.command("top", "--once").output())
                .containsPattern("test +running +2 +[0-9.]+ +1024 +- +- +- +-\n")
                .contains("pollster.cpu"));
        JsonNode instance = JsonNodes.parse(installed.command("top", "--json").output())
                .get("instances")
                .get(0);
        assertThat(instance.get("instance_id").asText()).isEqualTo(TEST_DOMAIN);
        assertThat(instance.get("read_bytes_per_second").isNull()).isTrue();

        Path screen = watch(lines -> String.join("", lines).contains(" running "), "top");
        assertThat(Files.readString(screen)).startsWith("\u001b[H").contains("\u001b[K\n", "\u001b[J");
    }

    @Test
    void whyTellsOfAPresentMeterAnUnpolledOneAndAnUnknownOne() {
        await().atMost(LIMIT).untilAsserted(() -> {
            Command present = installed.command("why", "cpu_util");
            assertThat(present.output())
                    .contains("cpu_util is published", "The source meter_source polls it", TEST_DOMAIN);
            assertThat(present.status()).isZero();
        });

        Command unpolled = installed.command("why", "disk.read.bytes");
        assertThat(unpolled.output()).contains("disk.read.bytes is absent", "The source meter_source does not poll it");
        assertThat(unpolled.status()).isEqualTo(1);

        Command unknown = installed.command("why", "--json", "cpu_utl");
        assertThat(unknown.status()).isEqualTo(1);
        JsonNode why = JsonNodes.parse(unknown.output());
        assertThat(why.get("published").asBoolean()).isFalse();
        assertThat(why.get("remedy").asText()).contains("cpu_util");
    }

    @Test
    void whyFollowsAMeterThroughTransformers() {
        installed.write("pipeline.yaml", """
                sources:
                  - {name: s, interval: 500ms, meters: [cpu], sinks: [rates]}
                sinks:
                  - name: rates
                    transformers:
                      - {name: rate_of_change, parameters: {target: {name: cpu_util}}}
                      - {name: accumulator, parameters: {size: 1}}
                    publishers: ["mqtt://127.0.0.1:%d"]
                """.formatted(lab.broker()));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(
                        installed.command("why", "cpu_util").output())
                .contains(
                        "cpu_util is published",
                        "rate_of_change of the sink rates produces it from cpu.",
                        "accumulator of the sink rates holds it"));

        Command renamed = installed.command("why", "cpu");
        assertThat(renamed.output())
                .contains("cpu is absent", "produces cpu_util from it.", "What to do: ask for cpu_util, or give");
        assertThat(renamed.status()).isEqualTo(1);
    }
}
