package io.nephometer.it.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.lab.Command;
import io.nephometer.it.lab.JsonNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code spool}, with and without a running agent. */
@Tag("real")
class SpoolCommandIT {

    private static final int NOBODY = 9; // no broker listens there

    @TempDir
    Path directory;

    @Test
    void theSpoolsCanBeListedVerifiedAndDroppedWithAndWithoutAnAgent() throws Exception {
        InstalledAgent installed = new InstalledAgent(directory);
        installed.pipeline("200ms", NOBODY);
        assertThat(installed.command("spool", "list").status()).isEqualTo(1);
        try (AgentProcess agent = new AgentProcess(installed)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            agent.isAlive() && list(installed).get("batches").asInt() > 3);
            assertThat(list(installed).get("state").asText()).isEqualTo("active");
            assertThat(installed.command("spool", "verify").status()).isZero();
        }

        JsonNode left = list(installed);
        assertThat(left.get("state").asText()).isEqualTo("the agent is stopped");
        assertThat(left.get("samples").asInt()).isGreaterThan(100);
        assertThat(installed.command("spool", "verify").status()).isZero();
        Path batch = oldest();
        Files.writeString(batch, "garbage");
        Command verify = installed.command("spool", "verify");
        assertThat(verify.status()).isEqualTo(1);
        assertThat(verify.output()).contains("meter_sink.mqtt: " + batch.getFileName() + ": not a batch");

        assertThat(installed.command("spool", "drop", "meter_sink.mqqt").output())
                .contains("there is no route meter_sink.mqqt: known are meter_sink.mqtt");
        assertThat(installed.command("spool", "drop", "meter_sink.mqtt").output())
                .contains(left.get("samples").asInt() + " samples of meter_sink.mqtt dropped");
        JsonNode after = list(installed);
        assertThat(after.get("samples").asInt()).isZero();
        assertThat(after.get("lost_by").get("dropped")).isEqualTo(left.get("samples"));
    }

    private JsonNode list(InstalledAgent installed) {
        JsonNode routes =
                JsonNodes.parse(installed.command("spool", "list", "--json").output());
        return routes.isEmpty() ? JsonNodes.parse("{\"batches\":0}") : routes.get(0);
    }

    private Path oldest() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("data/spool/meter_sink.mqtt"))) {
            return files.filter(file -> file.toString().endsWith(".batch"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }
}
