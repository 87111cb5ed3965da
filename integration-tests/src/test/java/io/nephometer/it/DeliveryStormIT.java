package io.nephometer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
    private Installed installed;
    private Proxy proxy;
    private Witness witness;
    private Load load;
    private Auditor auditor;

    @BeforeEach
    void start() {
        installed = new Installed(directory);
        int port = lab.broker();
        proxy = new Proxy(port);
        witness = new Witness(port);
        installed.write("io.nephometer.agent.core.cfg", "drain_samples_per_second=0\n"); // many deaths: much that waits
        load = Load.ofManyMessages(installed, proxy.port()).domains(DOMAINS).every("100ms");
        auditor = new Auditor(installed, directory, load.url(port));
    }

    @AfterEach
    void stop() {
        auditor.close();
        witness.close();
        proxy.close();
        lab.close();
    }

    private void proof(Agent agent, String what, int failures) {
        assertThat(agent.isAlive()).isTrue();
        new Proof(installed, witness).wholeAfter(load, LIMIT, failures, MESSAGES);
        System.out.printf(
                "%s (-Dseed=%d): %d documents, %d samples, %d twins%n",
                what, seed, witness.once(Load.ROUTE).size(), witness.samples(Load.ROUTE), witness.twins(Load.ROUTE));
    }

    /** Until so many documents more have come. */
    private void flows(int documents) {
        int target = witness.heard().size() + documents;
        await().atMost(LIMIT).until(() -> witness.heard().size() >= target);
    }

    /** No more than so many; then its window fills, and it dies with that. */
    private static Proxy.Rule acknowledgements(int count) {
        Set<Packet> passed = ConcurrentHashMap.newKeySet();
        return (toBroker, packet) -> packet.type() != Packet.PUBACK || passed.size() < count && passed.add(packet)
                ? Proxy.Fate.PASS
                : Proxy.Fate.HOLD;
    }

    @Test
    void theAgentIsKilledAtAnyMoment() throws Exception {
        int kills = Integer.getInteger("kills", 5);
        for (int i = 0; i < kills; i++) {
            proxy.rule(acknowledgements(1 + random.nextInt(200)));
            Process agent = Agent.process(installed, directory.resolve("agent.log"));
            if (i == 0) { // else a slow machine might let none of them send anything
                await().atMost(Duration.ofSeconds(90))
                        .until(() -> !witness.heard().isEmpty());
            }
            boolean ended =
                    agent.waitFor(random.nextInt(4_000), TimeUnit.MILLISECONDS); // the moment, anywhere from its birth
            assertThat(ended)
                    .as(Files.readString(directory.resolve("agent.log")))
                    .isFalse();
            agent.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        proxy.rule((toBroker, packet) -> Proxy.Fate.PASS);
        try (Agent agent = new Agent(installed)) {
            flows(MESSAGES);
            proof(agent, kills + " kills of the agent", kills);
            auditor.findsNoGap();
        }
        assertThat(witness.heard().stream().map(Witness.Heard::epoch).distinct())
                .hasSizeGreaterThan(1);
    }

    /**
     * A broker may lose what it has acknowledged: mosquitto sends a message to its consumers, then acknowledges it, and
     * only then, or seconds later, writes it to disk; what waits for a slow consumer dies with it. All that it has not
     * acknowledged comes again. (The audit's session would die with such a broker: the witness alone judges.)
     */
    @Test
    void theBrokerIsKilledAtAnyMoment() throws Exception {
        int kills = Integer.getInteger("brokerkills", 3);
        Acknowledged acknowledged = new Acknowledged(Load.ROUTE);
        proxy.rule(acknowledged);
        try (Agent agent = new Agent(installed)) {
            for (int i = 0; i < kills; i++) {
                flows(1 + random.nextInt(200));
                proxy.gate(Proxy.Gate.SHUT); // until the consumer is back
                lab.killBroker();
                lab.broker();
                witness.connect();
                proxy.gate(Proxy.Gate.OPEN);
            }
            flows(MESSAGES);
            assertThat(agent.isAlive()).isTrue();
            new Proof(installed, witness).wholeButFor(acknowledged, load, LIMIT);
            System.out.printf(
                    "%d kills of the broker (-Dseed=%d): %d documents, lost by the broker: %s%n",
                    kills, seed, witness.once(Load.ROUTE).size(), witness.missing(Load.ROUTE));
        }
    }

    @Test
    void theLinkIsCutAtAnyByte() throws Exception {
        int cuts = Integer.getInteger("cuts", 4);
        try (Agent agent = new Agent(installed)) {
            flows(MESSAGES);
            for (int i = 0; i < cuts; i++) {
                int before = proxy.accepted();
                int skipped = random.nextInt(150);
                proxy.rule(new CutAfter(skipped, random.nextBoolean(), random.nextBoolean()));
                await().atMost(LIMIT).until(() -> proxy.accepted() > before);
            }
            flows(MESSAGES);
            proof(agent, cuts + " cuts of the link", cuts);
            auditor.findsNoGap();
        }
    }

    @Test
    void theBrokerFreezesForLongerThanThePatience() throws Exception {
        long seconds = Long.getLong("stopped", 15);
        try (Agent agent = new Agent(installed)) {
            flows(MESSAGES);
            lab.freezeBroker();
            RouteStatus.await(installed, Duration.ofSeconds(seconds + 20), route -> route.text("trouble")
                    .contains("no answer"));
            long before = RouteStatus.of(installed, Load.ROUTE).number("waiting");
            assertThat(agent.exitsWithin(Duration.ofSeconds(Math.max(1, seconds - 12))))
                    .isFalse();
            assertThat(RouteStatus.of(installed, Load.ROUTE).number("waiting")).isGreaterThan(before);
            lab.thawBroker();
            flows(MESSAGES);
            proof(agent, seconds + " s of a frozen broker", (int) seconds / 10 + 1);
            auditor.findsNoGap();
        }
    }

    /** Once, so many packets from now; whole packets before, or into the midst of one. */
    private static final class CutAfter implements Proxy.Rule {

        private final boolean toBroker;
        private final boolean torn;
        private int left;

        CutAfter(int packets, boolean toBroker, boolean torn) {
            this.left = packets;
            this.toBroker = toBroker;
            this.torn = torn;
        }

        @Override
        public synchronized Proxy.Fate of(boolean direction, Packet packet) {
            if (direction != toBroker || left-- != 0) {
                return Proxy.Fate.PASS;
            }
            return torn ? Proxy.Fate.TEAR : Proxy.Fate.CUT;
        }
    }
}
