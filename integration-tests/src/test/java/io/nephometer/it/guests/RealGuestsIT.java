package io.nephometer.it.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.lab.Command;
import io.nephometer.it.lab.Lab;
import io.nephometer.it.lab.SampleConsumer;
import io.nephometer.it.lab.SampleTimes;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent beside a real libvirtd with real guests, seen from the broker. */
@Tag("real")
class RealGuestsIT {

    private static final String BUSY_DISKS = "instance-00000001";
    private static final String SPINNING = "spinning-00000001";
    private static final String SUSPENDED = "spinning-00000002";

    /** Our counters and libvirt's names of what they are the sums of. */
    private static final Map<String, List<String>> COUNTERS = Map.of(
            "cpu", List.of("cpu.time"),
            "disk.read.bytes", List.of("block.0.rd.bytes", "block.1.rd.bytes"),
            "disk.write.bytes", List.of("block.0.wr.bytes", "block.1.wr.bytes"),
            "disk.read.requests", List.of("block.0.rd.reqs", "block.1.rd.reqs"),
            "disk.write.requests", List.of("block.0.wr.reqs", "block.1.wr.reqs"),
            "network.incoming.bytes", List.of("net.0.rx.bytes"),
            "network.outgoing.bytes", List.of("net.0.tx.bytes"),
            "network.incoming.packets", List.of("net.0.rx.pkts"),
            "network.outgoing.packets", List.of("net.0.tx.pkts"));

    @TempDir
    static Path directory;

    private static Lab lab;
    private static AgentProcess agent;
    private static SampleConsumer subscriber;

    @BeforeAll
    static void start() {
        lab = new Lab();
        InstalledAgent installed = new InstalledAgent(directory);
        installed.hypervisor(lab.libvirtd());
        lab.guests(1, "--vcpus", "2", "--disks", "2");
        lab.guests(2, "--spin", "--prefix", "spinning");
        lab.guest("suspend", SUSPENDED);
        int port = lab.broker();
        installed.pipeline("1", port);
        subscriber = new SampleConsumer(port);
        agent = new AgentProcess(installed);
    }

    @AfterAll
    static void stop() {
        Stream.of(agent, subscriber, lab).forEach(RealGuestsIT::close);
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String tap(String guest) {
        return lab.domstats(guest).get("net.0.name");
    }

    @Test
    void everyCounterLiesBetweenTwoReadingsAroundIt() {
        String uuid = lab.uuid(BUSY_DISKS);
        lab.traffic(tap(BUSY_DISKS), 20);
        for (int round = 0; round < 3; round++) {
            Map<String, String> before = lab.domstats(BUSY_DISKS);
            Map<String, BigInteger> between = new LinkedHashMap<>();
            Instant now = Instant.now();
            COUNTERS.keySet().forEach(meter -> between.put(meter, volume(meter, uuid, now)));
            Map<String, String> after = lab.domstats(BUSY_DISKS);
            between.forEach((meter, volume) -> assertThat(volume)
                    .as(meter)
                    .isBetween(sum(before, COUNTERS.get(meter)), sum(after, COUNTERS.get(meter))));
        }
        assertThat(sum(lab.domstats(BUSY_DISKS), COUNTERS.get("disk.read.requests")))
                .isPositive();
        assertThat(sum(lab.domstats(BUSY_DISKS), COUNTERS.get("network.incoming.packets")))
                .isPositive();
    }

    private static BigInteger volume(String meter, String uuid, Instant after) {
        SampleConsumer.Received sample = await().atMost(SampleConsumer.LIMIT)
                .until(
                        () -> subscriber.samples(meter).stream()
                                .filter(s -> s.resource().contains(uuid)
                                        && s.timestamp().isAfter(after))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
        assertThat(sample.json().get("volume").isIntegralNumber())
                .as("%s is a whole number", meter)
                .isTrue();
        return sample.json().get("volume").bigIntegerValue();
    }

    private static BigInteger sum(Map<String, String> stats, List<String> names) {
        return names.stream().map(stats::get).map(BigInteger::new).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** Each over the same time: what a guest gets of a busy host changes from second to second. */
    @Test
    void cpuUtilOfASpinningAndOfASuspendedGuestAreRight() {
        Instant start = subscriber.next("cpu_util").timestamp();
        await().atMost(SampleConsumer.LIMIT)
                .until(() -> after(start, "cpu_util", SPINNING).size() >= 5);
        List<SampleConsumer.Received> counters = after(start, "cpu", SPINNING);
        List<SampleConsumer.Received> utilisations = after(start, "cpu_util", SPINNING);
        double used = 0;
        double seconds = 0;
        for (int i = 1; i < counters.size(); i++) {
            SampleConsumer.Received older = counters.get(i - 1);
            SampleConsumer.Received newer = counters.get(i);
            double time = Duration.between(older.timestamp(), newer.timestamp()).toNanos() / 1e9;
            double grown = (newer.volume() - older.volume()) / 1e9;
            utilisations.stream()
                    .filter(utilisation -> utilisation.timestamp().equals(newer.timestamp()))
                    .forEach(utilisation ->
                            assertThat(utilisation.volume()).isCloseTo(Math.min(100, 100 * grown / time), within(1.0)));
            used += grown;
            seconds += time;
        }
        assertThat(100 * used / seconds).as("it spins").isGreaterThan(20);
        assertThat(after(start, "cpu_util", SUSPENDED))
                .isNotEmpty()
                .allSatisfy(utilisation -> assertThat(utilisation.volume()).isCloseTo(0, within(5.0)));
    }

    private static List<SampleConsumer.Received> after(Instant moment, String meter, String guest) {
        return subscriber
                .samples(meter, lab.uuid(guest))
                .filter(sample -> !sample.timestamp().isBefore(moment))
                .toList();
    }

    /** The founding 22 and the two of the instance, but for what this host or a guest without a system cannot have. */
    @Test
    void eachFoundingMeterHasAValue() throws Exception {
        TreeSet<String> expected = new TreeSet<>(List.of(
                ("cpu cpu_util vcpus memory disk.read.bytes disk.write.bytes disk.read.bytes.rate disk.write.bytes.rate"
                                + " disk.capacity disk.allocation disk.usage disk.total.size network.incoming.bytes"
                                + " network.outgoing.bytes network.incoming.bytes.rate network.outgoing.bytes.rate"
                                + " compute.node.disk.read.bytes compute.node.disk.write.bytes"
                                + " compute.node.network.incoming.bytes compute.node.network.outgoing.bytes"
                                + " instance power.state")
                        .split(" ")));
        if (aNetworkCardTellsItsSpeed()) {
            expected.add("compute.node.network.bandwidth");
        }
        await().atMost(SampleConsumer.LIMIT)
                .untilAsserted(() -> assertThat(subscriber.meters()).containsAll(expected));
        assertThat(subscriber.meters()).as("no balloon driver in any guest").doesNotContain("memory.usage");
        assertThat(subscriber.meters().contains("compute.node.network.bandwidth"))
                .isEqualTo(aNetworkCardTellsItsSpeed());
    }

    private static boolean aNetworkCardTellsItsSpeed() throws Exception {
        try (Stream<Path> cards = Files.list(Path.of("/sys/class/net"))) {
            return cards.filter(card -> Files.exists(card.resolve("device")))
                    .anyMatch(card -> Command.run("cat", card.resolve("speed"))
                            .output()
                            .strip()
                            .matches("[1-9][0-9]*"));
        }
    }

    @Test
    void samplesCarryWhatNovaWroteIntoTheDomain() {
        SampleConsumer.Received sample =
                subscriber.next("disk.total.size", s -> s.resource().equals(lab.uuid(BUSY_DISKS)));
        assertThat(sample.volume()).isEqualTo(2);
        assertThat(sample.metadata().get("name").asText()).isEqualTo(BUSY_DISKS);
        assertThat(sample.metadata().get("flavor").get("name").asText()).isNotBlank();
        assertThat(sample.metadata().get("status").asText()).isEqualTo("active");
    }

    @Test
    void turnsComeEachSecondOnTheGrid() {
        String uuid = lab.uuid(BUSY_DISKS);
        Instant begun = Instant.now(); // the turns while the JVM warms up may be late
        SampleTimes times = await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> SampleTimes.of(subscriber, "cpu", uuid).since(begun),
                        since -> since.times().size() >= 6);
        times.assertSteady(Duration.ofSeconds(1));
    }
}
