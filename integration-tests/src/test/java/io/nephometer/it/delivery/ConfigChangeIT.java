package io.nephometer.it.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.CompletenessCheck;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.agent.LoadGenerator;
import io.nephometer.it.agent.RouteStatus;
import io.nephometer.it.lab.BreakableProxy;
import io.nephometer.it.lab.Command;
import io.nephometer.it.lab.DeliveryChecker;
import io.nephometer.it.lab.Lab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of the user, the broker and the publisher's bundle under load cost no sample. */
@Tag("real")
class ConfigChangeIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String PID = "io.nephometer.publisher.mqtt";

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private InstalledAgent installed;
    private int port;
    private DeliveryChecker checker;
    private LoadGenerator load;

    @BeforeEach
    void start() {
        installed = new InstalledAgent(directory);
        port = lab.broker();
        checker = new DeliveryChecker(port);
        load = LoadGenerator.ofManyMessages(installed, port).domains(10).every("200ms");
    }

    @AfterEach
    void stop() {
        checker.close();
        lab.close();
    }

    private void flows(int documents) {
        int target = checker.documents().size() + documents;
        await().atMost(LIMIT).until(() -> checker.documents().size() >= target);
    }

    private void everythingArrives() {
        assertThat(new CompletenessCheck(installed, checker).after(load, LIMIT).lostBy())
                .isEmpty();
    }

    private Path users() {
        return lab.directory().resolve("users");
    }

    /** At the broker, from its next start on. */
    private void users(String password) {
        Command.ok("mosquitto_passwd", "-c", "-b", users(), "agent", password);
    }

    /** Hard, and the checker is back before the agent can be. */
    private void restartBroker() {
        lab.killBroker();
        lab.broker();
        checker.connect();
    }

    @Test
    void aPasswordChangesAtBothEnds() throws Exception {
        Path secret = directory.resolve("first");
        Files.writeString(secret, "one");
        users("one");
        Command.ok("chmod", "0600", secret);
        lab.brokerSettings("password_file " + users() + "\n"); // the checker has no name and needs no password
        restartBroker();
        installed.write(PID + ".cfg", "username=agent\npassword_file=" + secret + "\n");
        try (AgentProcess agent = new AgentProcess(installed)) {
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
        BreakableProxy proxy = new BreakableProxy(port);
        load = LoadGenerator.ofManyMessages(installed, proxy.port()).every("200ms");
        try (proxy;
                AgentProcess agent = new AgentProcess(installed)) {
            flows(50);
            proxy.gate(BreakableProxy.Gate.SHUT);
            proxy.cut();
            long waiting = RouteStatus.await(installed, LIMIT, route -> route.number("waiting") > 500)
                    .number("waiting");
            installed.write("pipeline.yaml", """
                    sources:
                      - {name: meter_source, interval: 1, meters: ["cpu"], sinks: [other_sink]}
                    sinks:
                      - {name: other_sink, publishers: ["mqtt://127.0.0.1:%d"]}
                    """.formatted(port));
            await().atMost(LIMIT)
                    .until(() -> !checker.documents("other_sink.mqtt").isEmpty());
            RouteStatus away = RouteStatus.of(installed, LoadGenerator.ROUTE);
            assertThat(away.json().get("in_pipeline").asBoolean()).isFalse();
            assertThat(away.number("waiting")).isGreaterThanOrEqualTo(waiting);
            proxy.gate(BreakableProxy.Gate.OPEN);
            load.every("200ms");
            flows(50);
            everythingArrives();
            assertThat(agent.isAlive()).isTrue();
        }
    }

    @Test
    void thePublishersBundleStopsAndStartsUnderLoad() {
        try (AgentProcess agent = new AgentProcess(installed)) {
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
