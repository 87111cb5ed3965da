package io.nephometer.it.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.AuditProcess;
import io.nephometer.it.agent.CompletenessCheck;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.agent.LoadGenerator;
import io.nephometer.it.agent.RouteStatus;
import io.nephometer.it.lab.AcknowledgedDocuments;
import io.nephometer.it.lab.BreakableProxy;
import io.nephometer.it.lab.DeliveryChecker;
import io.nephometer.it.lab.Lab;
import io.nephometer.it.lab.MqttPacket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Agent, broker and link die again and again under load, and no sample is missing. {@code -Dkills=50 -Dbrokerkills=20
 * -Dcuts=12 -Dstopped=120} for the full numbers, {@code -Dseed=N} for the moments of an earlier run.
 */
@Tag("real")
class DeliveryStormIT {

    private static final int DOMAINS = 20;
    private static final int MESSAGES = DOMAINS + 1; // a turn

    /** The pause before a try grows to a minute. */
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    private final long seed = Long.getLong("seed", System.nanoTime() % 1_000_000);
    private final Random random = new Random(seed);
    private final Lab lab = new Lab();
    private InstalledAgent installed;
    private BreakableProxy proxy;
    private DeliveryChecker checker;
    private LoadGenerator load;
    private AuditProcess auditor;

    @BeforeEach
    void start() {
        installed = new InstalledAgent(directory);
        int port = lab.broker();
        proxy = new BreakableProxy(port);
        checker = new DeliveryChecker(port);
        installed.write("io.nephometer.agent.core.cfg", "drain_samples_per_second=0\n"); // many deaths: much that waits
        load = LoadGenerator.ofManyMessages(installed, proxy.port())
                .domains(DOMAINS)
                .every("100ms");
        auditor = new AuditProcess(installed, directory, load.url(port));
    }

    @AfterEach
    void stop() {
        auditor.close();
        checker.close();
        proxy.close();
        lab.close();
    }

    private void proof(AgentProcess agent, String what, int failures) {
        assertThat(agent.isAlive()).isTrue();
        new CompletenessCheck(installed, checker).assertNothingLostAfter(load, LIMIT, failures, MESSAGES);
        System.out.printf(
                "%s (-Dseed=%d): %d documents, %d samples, %d twins%n",
                what,
                seed,
                checker.distinctDocuments(LoadGenerator.ROUTE).size(),
                checker.samples(LoadGenerator.ROUTE),
                checker.duplicates(LoadGenerator.ROUTE));
    }

    /** Until so many documents more have come. */
    private void flows(int documents) {
        int target = checker.documents().size() + documents;
        await().atMost(LIMIT).until(() -> checker.documents().size() >= target);
    }

    /** No more than so many; then its window fills, and it dies with that. */
    private static BreakableProxy.Rule acknowledgements(int count) {
        Set<MqttPacket> passed = ConcurrentHashMap.newKeySet();
        return (toBroker, packet) -> packet.type() != MqttPacket.PUBACK || passed.size() < count && passed.add(packet)
                ? BreakableProxy.Fate.PASS
                : BreakableProxy.Fate.HOLD;
    }

    @Test
    void theAgentIsKilledAtAnyMoment() throws Exception {
        int kills = Integer.getInteger("kills", 5);
        for (int i = 0; i < kills; i++) {
            proxy.rule(acknowledgements(1 + random.nextInt(200)));
            Process agent = AgentProcess.process(installed, directory.resolve("agent.log"));
            if (i == 0) { // else a slow machine might let none of them send anything
                await().atMost(Duration.ofSeconds(90))
                        .until(() -> !checker.documents().isEmpty());
            }
            boolean ended =
                    agent.waitFor(random.nextInt(4_000), TimeUnit.MILLISECONDS); // the moment, anywhere from its birth
            assertThat(ended)
                    .as(Files.readString(directory.resolve("agent.log")))
                    .isFalse();
            agent.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        proxy.rule((toBroker, packet) -> BreakableProxy.Fate.PASS);
        try (AgentProcess agent = new AgentProcess(installed)) {
            flows(MESSAGES);
            proof(agent, kills + " kills of the agent", kills);
            auditor.assertNoGap();
        }
        assertThat(checker.documents().stream()
                        .map(DeliveryChecker.ReceivedDocument::epoch)
                        .distinct())
                .hasSizeGreaterThan(1);
    }

    /**
     * A broker may lose what it has acknowledged: mosquitto sends a message to its consumers, then acknowledges it, and
     * only then, or seconds later, writes it to disk; what waits for a slow consumer dies with it. All that it has not
     * acknowledged comes again. (The audit's session would die with such a broker: the checker alone judges.)
     */
    @Test
    void theBrokerIsKilledAtAnyMoment() throws Exception {
        int kills = Integer.getInteger("brokerkills", 3);
        AcknowledgedDocuments acknowledged = new AcknowledgedDocuments(LoadGenerator.ROUTE);
        proxy.rule(acknowledged);
        try (AgentProcess agent = new AgentProcess(installed)) {
            for (int i = 0; i < kills; i++) {
                flows(1 + random.nextInt(200));
                proxy.gate(BreakableProxy.Gate.SHUT); // until the consumer is back
                lab.killBroker();
                lab.broker();
                checker.connect();
                proxy.gate(BreakableProxy.Gate.OPEN);
            }
            flows(MESSAGES);
            assertThat(agent.isAlive()).isTrue();
            new CompletenessCheck(installed, checker).assertNothingLostBut(acknowledged, load, LIMIT);
            System.out.printf(
                    "%d kills of the broker (-Dseed=%d): %d documents, lost by the broker: %s%n",
                    kills,
                    seed,
                    checker.distinctDocuments(LoadGenerator.ROUTE).size(),
                    checker.missing(LoadGenerator.ROUTE));
        }
    }

    @Test
    void theLinkIsCutAtAnyByte() throws Exception {
        int cuts = Integer.getInteger("cuts", 4);
        try (AgentProcess agent = new AgentProcess(installed)) {
            flows(MESSAGES);
            for (int i = 0; i < cuts; i++) {
                int before = proxy.accepted();
                int skipped = random.nextInt(150);
                proxy.rule(new CutAfter(skipped, random.nextBoolean(), random.nextBoolean()));
                await().atMost(LIMIT).until(() -> proxy.accepted() > before);
            }
            flows(MESSAGES);
            proof(agent, cuts + " cuts of the link", cuts);
            auditor.assertNoGap();
        }
    }

    @Test
    void theBrokerFreezesForLongerThanThePatience() throws Exception {
        long seconds = Long.getLong("stopped", 15);
        try (AgentProcess agent = new AgentProcess(installed)) {
            flows(MESSAGES);
            lab.freezeBroker();
            RouteStatus.await(installed, Duration.ofSeconds(seconds + 20), route -> route.text("trouble")
                    .contains("no answer"));
            long before = RouteStatus.of(installed, LoadGenerator.ROUTE).number("waiting");
            assertThat(agent.exitsWithin(Duration.ofSeconds(Math.max(1, seconds - 12))))
                    .isFalse();
            assertThat(RouteStatus.of(installed, LoadGenerator.ROUTE).number("waiting"))
                    .isGreaterThan(before);
            lab.thawBroker();
            flows(MESSAGES);
            proof(agent, seconds + " s of a frozen broker", (int) seconds / 10 + 1);
            auditor.assertNoGap();
        }
    }

    /** Once, so many packets from now; whole packets before, or into the midst of one. */
    private static final class CutAfter implements BreakableProxy.Rule {

        private final boolean toBroker;
        private final boolean torn;
        private int left;

        CutAfter(int packets, boolean toBroker, boolean torn) {
            this.left = packets;
            this.toBroker = toBroker;
            this.torn = torn;
        }

        @Override
        public synchronized BreakableProxy.Fate of(boolean direction, MqttPacket packet) {
            if (direction != toBroker || left-- != 0) {
                return BreakableProxy.Fate.PASS;
            }
            return torn ? BreakableProxy.Fate.TEAR : BreakableProxy.Fate.CUT;
        }
    }
}
