package io.nephometer.it.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.lab.Command;
import io.nephometer.it.lab.JsonNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/nephometer validate}, with no agent running: it knows what the plugins know. */
class ValidateIT {

    @TempDir
    Path directory;

    private InstalledAgent installed;

    @BeforeEach
    void prepare() {
        installed = new InstalledAgent(directory);
    }

    private Command validate(String text, Object... more) throws IOException {
        Path file = Files.writeString(directory.resolve("p.yaml"), text);
        return installed.command(
                "validate", Stream.concat(Stream.of(file), Stream.of(more)).toArray());
    }

    private static String pipeline(String transformer, String publisher) {
        return """
                sources:
                  - {name: s, interval: 60, meters: ["*"], sinks: [k]}
                sinks:
                  - name: k
                    transformers: [%s]
                    publishers: ["%s"]
                """.formatted(transformer, publisher);
    }

    @Test
    void aMissingFileIsAMistake() {
        Command command = installed.command("validate", directory.resolve("nowhere.yaml"));
        assertThat(command.status()).isEqualTo(1);
        assertThat(command.output()).isEqualTo(directory + "/nowhere.yaml:1:1: there is no such file: put one there\n");
    }

    @Test
    void whatPluginsKnowIsWrongHasItsPlaceToo() throws IOException {
        Command command = validate(pipeline(
                "{name: unit_conversion, parameters: {target: {scale: \"volume * float(2)\"}}}",
                "mqtt://user:secret@h?qos=7"));
        assertThat(command.status()).isEqualTo(1);
        assertThat(command.output().lines()).hasSize(2);
        assertThat(command.output())
                .contains("p.yaml:5:83: unit_conversion: ")
                .contains("p.yaml:6:18: ")
                .doesNotContain("secret");
    }

    @Test
    void aPublisherIsConnectedAsTheFileSaysThatItsUrlNames() throws IOException {
        String url = "mqtts://h?client=eu";
        Command without = validate(pipeline("", url), "--conf", installed.conf);
        assertThat(without.output())
                .contains(
                        "p.yaml: warning: sink k holds its samples: client=eu: there is no conf/io.nephometer.publisher.mqtt~eu.cfg");
        installed.write("io.nephometer.publisher.mqtt~eu.cfg", "key_file=/nowhere/key.pem\n");
        Command unreadable = validate(pipeline("", url), "--conf", installed.conf);
        assertThat(unreadable.output())
                .contains("p.yaml: warning: sink k holds its samples: io.nephometer.publisher.mqtt~eu.cfg")
                .contains("key_file");
        installed.write("io.nephometer.publisher.mqtt~eu.cfg", "keep_alive=20\n");
        assertThat(validate(pipeline("", url), "--conf", installed.conf).status())
                .isZero();
    }

    @Test
    void whatNoPluginOffersIsAWarning() throws IOException {
        Command command = validate(pipeline("{name: magic}", "carrier://pigeon"));
        assertThat(command.status()).isZero();
        assertThat(command.output())
                .contains("warning: sink k waits for the transformer magic")
                .contains("warning: sink k waits for a publisher for carrier://")
                .contains("good: 1 sources, 1 sinks");
    }

    @Test
    void theDefaultFileIsGoodAndThatIsTheOneCheckedIfNoneIsNamed() {
        Command command = installed.command("validate", "--conf", installed.conf);
        assertThat(command.output())
                .isEqualTo(installed.conf.resolve("pipeline.yaml") + ": good: 1 sources, 1 sinks\n");
        assertThat(command.status()).isZero();
    }

    @Test
    void theFilesThatAreNamedAreCheckedWhileAnAgentWithOthersRuns() throws IOException {
        Path named = Files.createDirectory(directory.resolve("named"));
        Files.writeString(named.resolve("pipeline.yaml"), pipeline("", "mqtt://h?qos=7"));
        try (AgentProcess running = new AgentProcess(installed)) {
            Command command = installed.command("validate", "--conf", named);
            assertThat(command.output()).startsWith(named + "/pipeline.yaml:6:18: ");
            assertThat(command.status()).isEqualTo(1);
            assertThat(installed.command("validate").status()).isZero();
            assertThat(running.isAlive()).isTrue();
        }
    }

    @Test
    void theFilesOfTheDocumentationAreGood() throws IOException {
        Matcher blocks = Pattern.compile("```yaml\n(sources:.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/pipeline.md")) + Files.readString(Path.of("../README.md")));
        int count = 0;
        for (; blocks.find(); count++) {
            Command command = validate(blocks.group(1));
            assertThat(command.status()).as(command.output()).isZero();
            assertThat(command.output()).doesNotContain("warning");
        }
        assertThat(count).isEqualTo(2);
    }

    @Test
    void programsGetJson() throws IOException {
        JsonNode verdict =
                JsonNodes.parse(validate("sources: 1\nsinks: 2\n", "--json").output());
        assertThat(verdict.get("good").asBoolean()).isFalse();
        assertThat(verdict.get("mistakes").get(0).get("line").asInt()).isEqualTo(1);
        assertThat(verdict.get("mistakes").get(1).get("what").asText()).startsWith("'sinks' is a list");
    }
}
