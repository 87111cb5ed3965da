package io.nephometer.it.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.CompletenessCheck;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.agent.LoadGenerator;
import io.nephometer.it.agent.RouteStatus;
import io.nephometer.it.lab.BreakableProxy;
import io.nephometer.it.lab.DeliveryChecker;
import io.nephometer.it.lab.Lab;
import io.nephometer.it.lab.MqttPacket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Brokers that are silent, slow or choosy: each is logged once, and costs time and at most one message.
 * {@code -Dwithheld=60} for the full number of seconds.
 */
@Tag("real")
class BadBrokerIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private InstalledAgent installed;
    private BreakableProxy proxy;
    private DeliveryChecker checker;
    private LoadGenerator load;

    @BeforeEach
    void start() {
        installed = new InstalledAgent(directory);
        int port = lab.broker();
        proxy = new BreakableProxy(port);
        checker = new DeliveryChecker(port);
        load = LoadGenerator.ofManySamples(installed, proxy.port()).domains(3).every("500ms");
    }

    @AfterEach
    void stop() {
        checker.close();
        proxy.close();
        lab.close();
    }

    private void flows(int documents) {
        int target = checker.documents().size() + documents;
        await().atMost(LIMIT).until(() -> checker.documents().size() >= target);
    }

    private void troubled(String text) {
        RouteStatus.await(
                installed,
                Duration.ofSeconds(30),
                route -> route.text("state").equals("in trouble")
                        && route.text("trouble").contains(text));
    }

    private static void saysOnce(AgentProcess agent, String text) {
        assertThat(agent.logLines().stream().filter(line -> line.contains(text)))
                .as(agent.log())
                .hasSize(1);
        assertThat(agent.log()).doesNotContain("\tat ").doesNotContain("Exception");
    }

    private RouteStatus everythingArrives() {
        return new CompletenessCheck(installed, checker).after(load, LIMIT);
    }

    @Test
    void aBrokerThatAcceptsAndNeverAnswersIsGivenUp() {
        proxy.gate(BreakableProxy.Gate.SILENT);
        try (AgentProcess agent = new AgentProcess(installed)) {
            troubled("no answer");
            await().atMost(LIMIT).until(() -> proxy.accepted() > 2); // it is tried again and again
            saysOnce(agent, "no answer");
            proxy.gate(BreakableProxy.Gate.OPEN);
            flows(2);
            assertThat(everythingArrives().lostBy()).isEmpty();
        }
    }

    @Test
    void aBrokerThatWithholdsItsAcknowledgementsCostsNothing() throws Exception {
        AtomicLong until = new AtomicLong(Long.MAX_VALUE);
        try (AgentProcess agent = new AgentProcess(installed)) {
            flows(2);
            proxy.rule((toBroker, packet) ->
                    !toBroker && packet.type() == MqttPacket.PUBACK && System.nanoTime() < until.get()
                            ? BreakableProxy.Fate.HOLD
                            : BreakableProxy.Fate.PASS);
            troubled("no acknowledgement for 10 s");
            assertThat(agent.exitsWithin(Duration.ofSeconds(Math.max(1, Integer.getInteger("withheld", 15) - 12))))
                    .isFalse();
            until.set(0);
            flows(2);
            assertThat(everythingArrives().lostBy()).isEmpty();
            saysOnce(agent, "no acknowledgement for 10 s");
        }
    }

    @Test
    void aMessageOnWhichTheLinkBreaksIsSetAsideAndTheOthersArrive() throws Exception {
        long poison = 9;
        byte[] marker = ("\"seq\":" + poison + ",").getBytes(StandardCharsets.UTF_8);
        proxy.rule((toBroker, packet) -> toBroker
                        && packet.type() == MqttPacket.PUBLISH
                        && new String(packet.bytes(), StandardCharsets.UTF_8)
                                .contains(new String(marker, StandardCharsets.UTF_8))
                ? BreakableProxy.Fate.CUT
                : BreakableProxy.Fate.PASS);
        try (AgentProcess agent = new AgentProcess(installed)) {
            RouteStatus.await(
                    installed, Duration.ofMinutes(3), route -> route.lostBy().containsKey("rejected"));
            RouteStatus route = everythingArrives();
            assertThat(route.lostBy()).containsOnlyKeys("rejected");
            assertThat(checker.missing(LoadGenerator.ROUTE)).containsExactly(Long.toString(poison));
            assertThat(checker.lossRecords(LoadGenerator.ROUTE)).singleElement().satisfies(loss -> {
                assertThat(loss.reason()).isEqualTo("rejected");
                assertThat(loss.first()).isEqualTo(poison);
                assertThat(loss.last()).isEqualTo(poison);
                assertThat(loss.samples()).isEqualTo(route.lostBy().get("rejected"));
            });
            String kept = installed.data.resolve("spool/" + LoadGenerator.ROUTE + "/rejected") + ": 1 file set aside, ";
            assertThat(installed.command("status").output()).contains(kept);
            assertThat(installed.command("spool", "list").output()).contains(kept);
            saysOnce(agent, "is refused and set aside");
        }
    }
}
