package io.nephometer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
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
class SchemaIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private Installed installed;
    private Proxy proxy;
    private Subscriber subscriber;

    @BeforeEach
    void start() {
        installed = new Installed(directory);
        int port = lab.broker();
        proxy = new Proxy(port);
        subscriber = new Subscriber(port);
        Load.ofManySamples(installed, proxy.port()).domains(3).every("500ms");
    }

    @AfterEach
    void stop() {
        subscriber.close();
        proxy.close();
        lab.close();
    }

    static JsonSchema schema() throws Exception {
        JsonNode text = Subscriber.json(Files.readString(Path.of("../docs/sample-document.schema.json")));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(
                        text,
                        SchemaValidatorsConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build());
    }

    @Test
    void documentsOfInstancesOfTheHostAndOfLossesAreAsTheSchemaSays() throws Exception {
        try (Agent agent = new Agent(installed)) {
            subscriber.next("disk.read.bytes.rate");
            subscriber.next("compute.node.disk.read.bytes");
            proxy.gate(Proxy.Gate.SHUT);
            proxy.cut();
            RouteStatus.await(installed, LIMIT, route -> route.number("waiting") > 300);
            installed.shell("meter:spool drop " + Load.ROUTE);
            proxy.gate(Proxy.Gate.OPEN);
            await().atMost(LIMIT).until(() -> !subscriber.samples(Witness.LOST).isEmpty());
            assertThat(agent.isAlive()).isTrue();
        }
        JsonSchema schema = schema();
        assertThat(subscriber.documents()).isNotEmpty().allSatisfy(document -> assertThat(schema.validate(document))
                .isEmpty());
        assertThat(subscriber.samples("cpu").get(0).metadata().has("display_name"))
                .isTrue();
        assertThat(schema.validate(Subscriber.json("{\"host\": 1}"))).isNotEmpty(); // it does look
    }
}
