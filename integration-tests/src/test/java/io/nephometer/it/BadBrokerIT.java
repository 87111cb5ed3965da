package io.nephometer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
 * Brokers that are silent, slow or choosy: each is told once, costs nothing but time, and one message at most.
 * {@code -Dwithheld=60} for the full number of seconds.
 */
@Tag("real")
class BadBrokerIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private Installed installed;
    private Proxy proxy;
    private Witness witness;
    private Load load;

    @BeforeEach
    void start() {
        installed = new Installed(directory);
        int port = lab.broker();
        proxy = new Proxy(port);
        witness = new Witness(port);
        load = Load.ofManySamples(installed, proxy.port()).domains(3).every("500ms");
    }

    @AfterEach
    void stop() {
        witness.close();
        proxy.close();
        lab.close();
    }

    private void flows(int documents) {
        int target = witness.heard().size() + documents;
        await().atMost(LIMIT).until(() -> witness.heard().size() >= target);
    }

    private void troubled(String text) {
        RouteStatus.await(
                installed,
                Duration.ofSeconds(30),
                route -> route.text("state").equals("in trouble")
                        && route.text("trouble").contains(text));
    }

    private static void saysOnce(Agent agent, String text) {
        assertThat(agent.logLines().stream().filter(line -> line.contains(text)))
                .as(agent.log())
                .hasSize(1);
        assertThat(agent.log()).doesNotContain("\tat ").doesNotContain("Exception");
    }

    private RouteStatus everythingArrives() {
        return new Proof(installed, witness).after(load, LIMIT);
    }

    @Test
    void aBrokerThatAcceptsAndNeverAnswersIsGivenUp() {
        proxy.gate(Proxy.Gate.SILENT);
        try (Agent agent = new Agent(installed)) {
            troubled("no answer");
            await().atMost(LIMIT).until(() -> proxy.accepted() > 2); // it is tried again and again
            saysOnce(agent, "no answer");
            proxy.gate(Proxy.Gate.OPEN);
            flows(2);
            assertThat(everythingArrives().lostBy()).isEmpty();
        }
    }

    @Test
    void aBrokerThatWithholdsItsAcknowledgementsCostsNothing() throws Exception {
        AtomicLong until = new AtomicLong(Long.MAX_VALUE);
        try (Agent agent = new Agent(installed)) {
            flows(2);
            proxy.rule(
                    (toBroker, packet) -> !toBroker && packet.type() == Packet.PUBACK && System.nanoTime() < until.get()
                            ? Proxy.Fate.HOLD
                            : Proxy.Fate.PASS);
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
                        && packet.type() == Packet.PUBLISH
                        && new String(packet.bytes(), StandardCharsets.UTF_8)
                                .contains(new String(marker, StandardCharsets.UTF_8))
                ? Proxy.Fate.CUT
                : Proxy.Fate.PASS);
        try (Agent agent = new Agent(installed)) {
            RouteStatus.await(
                    installed, Duration.ofMinutes(3), route -> route.lostBy().containsKey("rejected"));
            RouteStatus route = everythingArrives();
            assertThat(route.lostBy()).containsOnlyKeys("rejected");
            assertThat(witness.missing(Load.ROUTE)).containsExactly(Long.toString(poison));
            assertThat(witness.told(Load.ROUTE)).singleElement().satisfies(told -> {
                assertThat(told.reason()).isEqualTo("rejected");
                assertThat(told.first()).isEqualTo(poison);
                assertThat(told.last()).isEqualTo(poison);
                assertThat(told.samples()).isEqualTo(route.lostBy().get("rejected"));
            });
            String kept = installed.data.resolve("spool/" + Load.ROUTE + "/rejected") + ": 1 file set aside, ";
            assertThat(installed.command("status").output()).contains(kept);
            assertThat(installed.command("spool", "list").output()).contains(kept);
            saysOnce(agent, "is refused and set aside");
        }
    }
}
