package io.nephometer.it.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.agent.LoadGenerator;
import io.nephometer.it.agent.RouteStatus;
import io.nephometer.it.lab.BreakableProxy;
import io.nephometer.it.lab.DeliveryChecker;
import io.nephometer.it.lab.JsonNodes;
import io.nephometer.it.lab.Lab;
import io.nephometer.it.lab.SampleConsumer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is published is what {@code docs/sample-document.schema.json} says. */
@Tag("real")
public class SchemaIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private InstalledAgent installed;
    private BreakableProxy proxy;
    private SampleConsumer subscriber;

    @BeforeEach
    void start() {
        installed = new InstalledAgent(directory);
        int port = lab.broker();
        proxy = new BreakableProxy(port);
        subscriber = new SampleConsumer(port);
        LoadGenerator.ofManySamples(installed, proxy.port()).domains(3).every("500ms");
    }

    @AfterEach
    void stop() {
        subscriber.close();
        proxy.close();
        lab.close();
    }

    public static JsonSchema schema() throws Exception {
        JsonNode text = JsonNodes.parse(Files.readString(Path.of("../docs/sample-document.schema.json")));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(
                        text,
                        SchemaValidatorsConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build());
    }

    @Test
    void documentsOfInstancesOfTheHostAndOfLossesAreAsTheSchemaSays() throws Exception {
        try (AgentProcess agent = new AgentProcess(installed)) {
            subscriber.next("disk.read.bytes.rate");
            subscriber.next("compute.node.disk.read.bytes");
            proxy.gate(BreakableProxy.Gate.SHUT);
            proxy.cut();
            RouteStatus.await(installed, LIMIT, route -> route.number("waiting") > 300);
            installed.shell("meter:spool drop " + LoadGenerator.ROUTE);
            proxy.gate(BreakableProxy.Gate.OPEN);
            await().atMost(LIMIT)
                    .until(() -> !subscriber.samples(DeliveryChecker.LOST).isEmpty());
            assertThat(agent.isAlive()).isTrue();
        }
        JsonSchema schema = schema();
        assertThat(subscriber.documents()).isNotEmpty().allSatisfy(document -> assertThat(schema.validate(document))
                .isEmpty());
        assertThat(subscriber.samples("cpu").get(0).metadata().has("display_name"))
                .isTrue();
        assertThat(schema.validate(JsonNodes.parse("{\"host\": 1}"))).isNotEmpty(); // it does look
    }
}
