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

/** Who connects, where to and by which bundle changes under load, and costs no sample. */
@Tag("real")
class ConfigChangeIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String PID = "io.nephometer.publisher.mqtt";

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private Installed installed;
    private int port;
    private Witness witness;
    private Load load;

    @BeforeEach
    void start() {
        installed = new Installed(directory);
        port = lab.broker();
        witness = new Witness(port);
        load = Load.ofManyMessages(installed, port).domains(10).every("200ms");
    }

    @AfterEach
    void stop() {
        witness.close();
        lab.close();
    }

    private void flows(int documents) {
        int target = witness.heard().size() + documents;
        await().atMost(LIMIT).until(() -> witness.heard().size() >= target);
    }

    private void everythingArrives() {
        assertThat(new Proof(installed, witness).after(load, LIMIT).lostBy()).isEmpty();
    }

    private Path users() {
        return lab.directory().resolve("users");
    }

    /** At the broker, from its next start on. */
    private void users(String password) {
        Command.ok("mosquitto_passwd", "-c", "-b", users(), "agent", password);
    }

    /** Hard, and the witness is back before the agent can be. */
    private void restartBroker() {
        lab.killBroker();
        lab.broker();
        witness.connect();
    }

    @Test
    void aPasswordChangesAtBothEnds() throws Exception {
        Path secret = directory.resolve("first");
        Files.writeString(secret, "one");
        users("one");
        Command.ok("chmod", "0600", secret);
        lab.brokerSettings("password_file " + users() + "\n"); // the witness has no name and needs no password
        restartBroker();
        installed.write(PID + ".cfg", "username=agent\npassword_file=" + secret + "\n");
        try (Agent agent = new Agent(installed)) {
            flows(50);
            Path next = directory.resolve("second");
            users("two");
            restartBroker();
            RouteStatus.await(installed, Duration.ofSeconds(30), route -> route.text("trouble")
                    .contains("username and password"));
            Files.writeString(next, "two");
            Command.ok("chmod", "0600", next);
            installed.write(PID + ".cfg", "username=agent\npassword_file=" + next + "\n");
            flows(50);
            everythingArrives();
            assertThat(agent.log()).doesNotContain("\tat ");
        }
    }

    @Test
    void aSinkThatIsAwayForAWhileKeepsItsBacklog() {
        Proxy proxy = new Proxy(port);
        load = Load.ofManyMessages(installed, proxy.port()).every("200ms");
        try (proxy;
                Agent agent = new Agent(installed)) {
            flows(50);
            proxy.gate(Proxy.Gate.SHUT);
            proxy.cut();
            long waiting = RouteStatus.await(installed, LIMIT, route -> route.number("waiting") > 500)
                    .number("waiting");
            installed.write("pipeline.yaml", """
                    sources:
                      - {name: meter_source, interval: 1, meters: ["cpu"], sinks: [other_sink]}
                    sinks:
                      - {name: other_sink, publishers: ["mqtt://127.0.0.1:%d"]}
                    """.formatted(port));
            await().atMost(LIMIT).until(() -> !witness.heard("other_sink.mqtt").isEmpty());
            RouteStatus away = RouteStatus.of(installed, Load.ROUTE);
            assertThat(away.json().get("in_pipeline").asBoolean()).isFalse();
            assertThat(away.number("waiting")).isGreaterThanOrEqualTo(waiting);
            proxy.gate(Proxy.Gate.OPEN);
            load.every("200ms");
            flows(50);
            everythingArrives();
            assertThat(agent.isAlive()).isTrue();
        }
    }

    @Test
    void thePublishersBundleStopsAndStartsUnderLoad() {
        try (Agent agent = new Agent(installed)) {
            flows(50);
            String id = installed.shell("lb -s publisher.mqtt").replaceFirst("(?s).*?(\\d+)\\|Active.*", "$1");
            for (int i = 0; i < 3; i++) {
                installed.shell("stop " + id);
                RouteStatus.await(installed, LIMIT, route -> route.number("held") > 0);
                installed.shell("start " + id);
                flows(50);
            }
            everythingArrives();
            assertThat(agent.isAlive()).isTrue();
        }
    }
}
