package io.nephometer.it.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.agent.JarReplacement;
import io.nephometer.it.agent.PluginJarBuilder;
import io.nephometer.it.agent.RouteStatus;
import io.nephometer.it.lab.Command;
import io.nephometer.it.lab.Lab;
import io.nephometer.it.lab.SampleConsumer;
import io.nephometer.it.lab.SampleTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bundle of a format goes, comes back and is replaced while the agent runs: its route waits and then delivers every
 * sample once, and the route of another format does not notice.
 */
@Tag("real")
class FormatHotPlugIT {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String TEST_DOMAIN = "6695eb01-f6a4-8304-79aa-97f2502e193f"; // the one of test:///default
    private static final String JAR = "format-ceilometer.jar";
    private static final String SETTINGS = "io.nephometer.format.ceilometer.cfg";

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private InstalledAgent installed;
    private Path lists; // what the sink lists writes
    private SampleConsumer subscriber; // gets what the sink documents sends
    private AgentProcess agent;

    @BeforeEach
    void start() {
        installed = new InstalledAgent(directory);
        lists = directory.resolve("lists");
        int port = lab.broker();
        pipeline("ceilometer", port);
        subscriber = new SampleConsumer(port);
        agent = new AgentProcess(installed);
        subscriber.next("cpu");
        await().atMost(LIMIT).until(() -> messages().size() > 1);
    }

    private void pipeline(String format, int port) {
        installed.write("pipeline.yaml", """
                sources:
                  - {name: s, interval: 1, meters: [cpu], sinks: [documents, lists]}
                sinks:
                  - {name: documents, publishers: ["mqtt://127.0.0.1:%d"]}
                  - {name: lists, publishers: ["file://%s?format=%s"]}
                """.formatted(port, lists, format));
    }

    @AfterEach
    void stop() {
        agent.close();
        subscriber.close();
        lab.close();
    }

    /** Ceilometer's messages of the test domain, in the order of the file. */
    private List<JsonNode> messages() throws IOException {
        List<JsonNode> messages = new ArrayList<>();
        for (String list : Files.exists(lists) ? Files.readAllLines(lists) : List.<String>of()) {
            new ObjectMapper().readTree(list).forEach(message -> {
                if (message.get("resource_id").asText().equals(TEST_DOMAIN)) {
                    messages.add(message);
                }
            });
        }
        return messages;
    }

    private static Instant timestamp(JsonNode message) {
        return LocalDateTime.parse(message.get("timestamp").asText()).toInstant(ZoneOffset.UTC);
    }

    private RouteStatus route() {
        return RouteStatus.of(installed, "lists.file");
    }

    /** Waits until the sink lists has what was read up to now. */
    private void hasCaughtUp() {
        Instant now = Instant.now();
        await().atMost(LIMIT).until(() -> {
            List<JsonNode> all = messages();
            return timestamp(all.get(all.size() - 1)).isAfter(now);
        });
    }

    /** Both sinks had each tick once, in order, and nothing is lost. */
    private void nothingIsLostOrComesTwice() throws IOException {
        new SampleTimes(messages().stream().map(FormatHotPlugIT::timestamp).toList()).assertSteady(INTERVAL);
        assertThat(messages())
                .extracting(message -> message.get("message_id").asText())
                .doesNotHaveDuplicates();
        assertThat(route().lostBy()).isEmpty();
        SampleTimes.of(subscriber, "cpu", TEST_DOMAIN).assertSteady(INTERVAL);
        assertThat(RouteStatus.of(installed, "documents.mqtt").lostBy()).isEmpty();
    }

    @Test
    void aFormatThatGoesIsNamedWithWhatOffersItAndHasAllWhenItComesBack() throws IOException {
        Files.delete(installed.deploy.resolve(JAR));
        String missing = "no plugin offers the format ceilometer now";
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(installed.command("status").output())
                        .contains(missing, "copy format-ceilometer.jar into deploy/", "no plugin for it"));
        assertThat(installed.command("why", "cpu").output()).contains("lists.file", missing);
        Command verdict = installed.command("validate");
        assertThat(verdict.status()).isZero();
        assertThat(verdict.output()).contains("warning: sink lists holds its samples: " + missing);
        int before = messages().size();
        Instant gone = Instant.now();
        subscriber.next("cpu", sample -> sample.timestamp().isAfter(gone.plusSeconds(3)));
        assertThat(messages()).hasSize(before);
        Files.copy(InstalledAgent.plugin(JAR), installed.deploy.resolve(JAR));
        hasCaughtUp();
        nothingIsLostOrComesTwice();
    }

    @Test
    void aFormatThatIsReplacedAgainAndAgainCostsNothing() throws IOException {
        for (int i = 0; i < 4; i++) {
            JarReplacement.put(
                    JarReplacement.variant(InstalledAgent.plugin(JAR), directory, i),
                    installed.deploy.resolve(JAR),
                    i % 2 == 0);
            Instant replaced = Instant.now();
            subscriber.next("cpu", sample -> sample.timestamp().isAfter(replaced.plusSeconds(3)));
        }
        hasCaughtUp();
        nothingIsLostOrComesTwice();
    }

    @Test
    void aSecretThatCannotBeReadHasItsRouteWaitAndIsUsedFromTheNextBatchOn() throws Exception {
        Path secret = directory.resolve("telemetry.secret");
        installed.write(SETTINGS, "telemetry_secret_file = " + secret + "\n");
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(installed.command("status").output())
                        .contains(SETTINGS + ": telemetry_secret_file " + secret + " does not exist"));
        Files.createFile(secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, "not-so-secret\n");
        hasCaughtUp();
        nothingIsLostOrComesTwice();
        List<String> signatures = messages().stream()
                .map(message -> message.get("message_signature").asText())
                .toList();
        assertThat(signatures.get(0)).isEmpty();
        assertThat(signatures.get(signatures.size() - 1)).matches("[0-9a-f]{64}");
        assertThat(signatures.subList(signatures.lastIndexOf(""), signatures.size()))
                .filteredOn(String::isEmpty)
                .hasSize(1);
    }

    @Test
    void aMistypedFormatWaitsAndTheOtherSinksGoOn() throws IOException {
        String good = Files.readString(installed.conf.resolve("pipeline.yaml"));
        installed.write("pipeline.yaml", good.replace("format=ceilometer", "format=cielometer"));
        Command verdict = installed.command("validate");
        assertThat(verdict.status()).isZero();
        assertThat(verdict.output())
                .contains("no plugin offers the format cielometer now", "did you mean format=ceilometer?");
        installed.write("pipeline.yaml", good.replace("format=ceilometer", "format=protobuf"));
        verdict = installed.command("validate");
        assertThat(verdict.status()).isZero();
        assertThat(verdict.output())
                .contains("warning: sink lists holds its samples: no plugin offers the format protobuf now");
    }

    @Test
    void theFormatOfTheDocsIsUsedAsSoonAsItIsDropped() throws IOException {
        Path csv = directory.resolve("csv");
        installed.write(
                "pipeline.yaml",
                Files.readString(installed.conf.resolve("pipeline.yaml"))
                        .replace(lists + "?format=ceilometer", csv + "?format=csv"));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(installed.command("status").output())
                        .contains("no plugin offers the format csv now"));
        Path jar = new PluginJarBuilder("csv").build(directory, Path.of("src/test/resources/CsvFormat.java"));
        Files.move(jar, installed.deploy.resolve("csv.jar"));
        await().atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(csv).content().containsPattern("(?m)^20[^,]+Z,cpu," + TEST_DOMAIN + ",[0-9]+$"));
        assertThat(route().lostBy()).isEmpty();
    }
}
