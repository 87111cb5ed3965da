package io.nephometer.it.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.lab.Command;
import io.nephometer.it.lab.JsonNodes;
import io.nephometer.it.lab.Lab;
import io.nephometer.it.lab.SampleConsumer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every meter that a bundle declares, on a real guest: what the host can give has a value, and it is libvirt's. */
@Tag("real")
class EveryMeterIT {

    private static final String GUEST = "instance-00000001";
    private static final BigDecimal KIB_OF_MIB = BigDecimal.valueOf(1024);
    private static final int RETRIES = 5;

    /** What no statistic shows to be absent, and why it is in this lab. */
    private static final Map<String, String> NEVER_HERE = Map.of(
            "cpu.halt_poll.fail", "libvirt says 0, but the guest is emulated: KVM counts nothing of it",
            "cpu.halt_poll.success", "libvirt says 0, but the guest is emulated: KVM counts nothing of it",
            "disk.device.error", "no disk error stopped the guest",
            "memory.stats.age", "no system in the guest, so it never reported its figures",
            "memory.usage", "no system in the guest, so it never reported its figures");

    @TempDir
    static Path directory;

    private static Lab lab;
    private static AgentProcess agent;
    private static SampleConsumer subscriber;
    private static String uuid;
    private static final Map<String, String> UNITS = new TreeMap<>();
    private static final Set<String> COUNTERS = new TreeSet<>();
    private static final Map<String, Statistic> STATISTICS = new TreeMap<>();

    /** A meter's volume in libvirt's words: the sum of some statistics. */
    private record Statistic(String device, List<String> names) {

        /** From {@code meter device statistic…}, the device {@code -} for a meter of the instance. */
        static void read(String line) {
            List<String> words = List.of(line.strip().split(" +"));
            STATISTICS.put(words.get(0), new Statistic(words.get(1), words.subList(2, words.size())));
        }

        boolean isToldBy(Map<String, String> domstats) {
            return names.stream().anyMatch(domstats::containsKey);
        }

        BigDecimal volume(Map<String, String> domstats) {
            return names.stream().map(domstats::get).map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
        }

        boolean isOf(String resource) {
            return switch (device) {
                case "-" -> resource.equals(uuid);
                case "nic" -> resource.contains("-" + uuid + "-");
                default -> resource.equals(uuid + "-" + device);
            };
        }
    }

    @BeforeAll
    static void start() throws IOException {
        Files.readAllLines(Path.of("src/test/resources/statistics-of-meters.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(Statistic::read);
        lab = new Lab();
        InstalledAgent installed = new InstalledAgent(directory);
        installed.hypervisor(lab.libvirtd());
        lab.guests(1, "--vcpus", "2", "--disks", "2");
        uuid = lab.uuid(GUEST);
        lab.traffic(lab.domstats(GUEST).get("net.0.name"), 20);
        lab.virsh("domblkthreshold", GUEST, "vda", 8 << 20);
        int port = lab.broker();
        installed.pipeline("1", port);
        subscriber = new SampleConsumer(port);
        agent = new AgentProcess(installed);
        await().atMost(SampleConsumer.LIMIT)
                .until(() -> installed.command("meters").output().contains("disk.latency"));
        JsonNodes.parse(installed.command("meters", "--json").output()).forEach(meter -> {
            UNITS.put(meter.get("name").asText(), meter.get("unit").asText());
            if (meter.get("type").asText().equals("cumulative")) {
                COUNTERS.add(meter.get("name").asText());
            }
        });
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable one : List.of(agent, subscriber, lab)) {
            one.close();
        }
    }

    @Test
    void everyMeterThatTheHostCanGiveHasAValue() throws IOException {
        Map<String, String> absent = absent(lab.domstats(GUEST));
        Set<String> expected = new TreeSet<>(UNITS.keySet());
        expected.removeAll(absent.keySet());
        try {
            await().atMost(SampleConsumer.LIMIT)
                    .untilAsserted(() -> assertThat(subscriber.meters()).containsAll(expected));
        } finally {
            System.out.print(table(absent));
        }
        assertThat(subscriber.meters()).doesNotContainAnyElementsOf(absent.keySet());
    }

    @Test
    void everyValueIsBetweenWhatLibvirtSaysBeforeAndAfter() {
        List<String> wrong = List.of("not compared");
        for (int i = 0; i < RETRIES && !wrong.isEmpty(); i++) { // a gauge may leap and come back between two looks
            Map<String, String> before = lab.domstats(GUEST);
            Instant now = Instant.now();
            STATISTICS.forEach((meter, statistic) -> {
                if (statistic.isToldBy(before)) {
                    sample(meter, now); // waits for it: libvirt's second word must come after each
                }
            });
            wrong = wrong(before, lab.domstats(GUEST), now);
        }
        assertThat(wrong).isEmpty();
    }

    private static List<String> wrong(Map<String, String> before, Map<String, String> after, Instant since) {
        List<String> wrong = new ArrayList<>();
        STATISTICS.forEach((meter, statistic) -> {
            if (statistic.isToldBy(before)) {
                BigDecimal volume = sample(meter, since).json().get("volume").decimalValue();
                BigDecimal scale = UNITS.get(meter).equals("MiB") ? KIB_OF_MIB : BigDecimal.ONE;
                BigDecimal ours = volume.multiply(scale);
                BigDecimal first = statistic.volume(before);
                BigDecimal second = statistic.volume(after);
                BigDecimal least = COUNTERS.contains(meter) ? first : first.min(second);
                BigDecimal most = COUNTERS.contains(meter) ? second : first.max(second);
                if (ours.compareTo(least) < 0 || ours.compareTo(most) > 0) {
                    wrong.add("%s: %s is not between %s and %s".formatted(meter, ours, least, most));
                }
            }
        });
        return wrong;
    }

    /** The first one of the guest, or of its first device, that was read after some moment. */
    private static SampleConsumer.Received sample(String meter, Instant since) {
        return await().alias(meter)
                .atMost(SampleConsumer.LIMIT)
                .until(
                        () -> subscriber.samples(meter).stream()
                                .filter(sample -> STATISTICS.get(meter).isOf(sample.resource()))
                                .filter(sample -> sample.timestamp().isAfter(since))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    /** Each meter that cannot have a value here, and why. */
    private static Map<String, String> absent(Map<String, String> domstats) throws IOException {
        Map<String, String> absent = new TreeMap<>(NEVER_HERE);
        STATISTICS.forEach((meter, statistic) -> {
            if (!statistic.isToldBy(domstats)) {
                absent.put(meter, "libvirt does not report " + String.join(" ", statistic.names()));
            }
        });
        UNITS.keySet().stream()
                .filter(meter -> meter.contains(".pressure."))
                .forEach(meter -> absent.put(meter, "the lab has no cgroups"));
        if (!aNetworkCardTellsItsSpeed()) {
            absent.put("compute.node.network.bandwidth", "no network card of this host reports its speed");
        }
        return absent;
    }

    private static boolean aNetworkCardTellsItsSpeed() throws IOException {
        try (Stream<Path> cards = Files.list(Path.of("/sys/class/net"))) {
            return cards.filter(card -> Files.exists(card.resolve("device")))
                    .anyMatch(card -> Command.run("cat", card.resolve("speed"))
                            .output()
                            .strip()
                            .matches("[1-9][0-9]*"));
        }
    }

    /** A line a meter: its newest value, or why there is none. */
    private static String table(Map<String, String> absent) {
        Map<String, String> newest = new TreeMap<>();
        subscriber
                .samples()
                .forEach(s -> newest.put(s.name(), s.json().get("volume").asText()));
        StringBuilder table = new StringBuilder();
        UNITS.forEach((meter, unit) -> table.append("%-42s %s%n"
                .formatted(
                        meter,
                        newest.containsKey(meter)
                                ? newest.get(meter) + " " + unit
                                : "absent: " + absent.getOrDefault(meter, "NOT EXPECTED"))));
        return table.toString();
    }
}
