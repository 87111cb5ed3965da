package io.nephometer.it.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.lab.JsonNodes;
import io.nephometer.it.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ports move between instances under traffic: no byte comes under an instance that did not have the port, none is counted
 * twice, and what is in no account is what the agent says. {@code -Dguests=20 -Dmoves=50} makes more of it.
 */
@Tag("real")
class NicMovesIT {

    private static final int GUESTS = Integer.getInteger("guests", 6);
    private static final int MOVES = Integer.getInteger("moves", 15);
    private static final int PORTS = GUESTS;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String BYTES = "network.incoming.bytes";

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Map<Integer, String> owners = new TreeMap<>();
    private final List<Phase> phases = new ArrayList<>();
    private final Map<Integer, Phase> open = new HashMap<>();
    private final Map<Integer, Integer> made = new HashMap<>();
    private List<String> guests;
    private InstalledAgent installed;
    private Path samples;

    /** A port's time at a guest, by the counter of its tap. */
    private record Phase(int port, int make, String guest, Instant from, long first, Instant until, long last) {

        Phase ended(Instant when, long carried) {
            return new Phase(port, make, guest, from, first, when, carried);
        }
    }

    private record Sample(String resource, long incarnation, Instant read, long volume) {}

    @BeforeEach
    void start() {
        installed = new InstalledAgent(directory);
        installed.hypervisor(lab.libvirtd());
        lab.guests(GUESTS);
        guests = IntStream.rangeClosed(1, GUESTS)
                .mapToObj("instance-%08x"::formatted)
                .toList();
        samples = directory.resolve("samples.jsonl");
        installed.write("pipeline.yaml", """
                sources:
                  - name: meter_source
                    interval: 1
                    meters: ["%s"]
                    sinks: [meter_sink]
                sinks:
                  - name: meter_sink
                    publishers: ["file://%s"]
                """.formatted(BYTES, samples));
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private void make(int port) {
        lab.makePort(port);
        made.merge(port, 1, Integer::sum);
    }

    private void attach(int port, String guest) {
        long carried = lab.carried(port);
        Instant now = Instant.now();
        open.put(port, new Phase(port, made.get(port), guest, now, carried, Instant.MAX, Long.MAX_VALUE));
        owners.put(port, guest);
        lab.attachPort(port, guest);
    }

    private void detach(int port) {
        lab.detachPort(port, owners.remove(port));
        phases.add(open.remove(port).ended(Instant.now(), lab.carried(port)));
    }

    private String other(String guest) {
        List<String> others =
                guests.stream().filter(another -> !another.equals(guest)).toList();
        return others.get(random.nextInt(others.size()));
    }

    private void move() {
        int port = 1 + random.nextInt(PORTS);
        String guest = owners.get(port);
        detach(port);
        switch (random.nextInt(4)) {
            case 0 -> attach(port, guest);
            case 1 -> attach(port, other(guest));
            case 2 -> {
                make(port);
                attach(port, random.nextBoolean() ? guest : other(guest));
            }
            default -> { // to another one and back, perhaps between two turns
                attach(port, other(guest));
                detach(port);
                attach(port, guest);
            }
        }
    }

    private List<Sample> samples() throws IOException {
        try (Stream<String> lines = Files.lines(samples)) {
            return lines.map(JsonNodes::parse)
                    .filter(json -> json.get("name").asText().equals(BYTES))
                    .map(json -> new Sample(
                            json.get("resource_id").asText(),
                            json.get("incarnation").asLong(),
                            Instant.parse(json.get("timestamp").asText()),
                            json.get("volume").asLong()))
                    .toList();
        }
    }

    private static List<Sample> of(int port, List<Sample> all) {
        return all.stream()
                .filter(sample -> sample.resource.endsWith("-port%03d".formatted(port)))
                .toList();
    }

    private boolean isRead(int port, long carried) throws IOException {
        return of(port, samples()).stream()
                .anyMatch(sample -> sample.resource.startsWith(owners.get(port)) && sample.volume == carried);
    }

    @Test
    void eachByteIsInTheAccountOfItsInstanceOrOfNone() throws Exception {
        for (int port = 1; port <= PORTS; port++) {
            make(port);
        }
        Process traffic = lab.portTraffic(PORTS);
        try (AgentProcess agent = new AgentProcess(installed, lab.inside())) {
            await().atMost(LIMIT).until(() -> Files.exists(samples) && Files.size(samples) > 0);
            for (int port = 1; port <= PORTS; port++) {
                attach(port, guests.get(port - 1));
            }
            await().atMost(LIMIT).until(this::isReadFromTheHost);
            for (int i = 0; i < MOVES; i++) {
                move();
            }
            traffic.descendants().forEach(ProcessHandle::destroy);
            traffic.destroy();
            traffic.waitFor();
            for (int port = 1; port <= PORTS; port++) {
                awaitLastReading(port);
            }
            judge(installed.status().get("unaccounted_bytes").asLong());
            assertThat(agent.isAlive()).isTrue();
        } finally {
            traffic.descendants().forEach(ProcessHandle::destroy);
            traffic.destroy();
        }
    }

    private boolean isReadFromTheHost() {
        for (JsonNode read : installed.status().get("reads")) {
            if (read.get("statistics").toString().contains("interface")) {
                return read.get("from").asText().equals("/proc/net/dev");
            }
        }
        return false;
    }

    private void awaitLastReading(int port) {
        long carried = lab.carried(port);
        await().atMost(LIMIT).until(() -> isRead(port, carried));
        phases.add(open.remove(port).ended(Instant.MAX, carried));
    }

    private void judge(long unaccounted) throws IOException {
        List<Sample> all = samples();
        long accounted = 0;
        long total = 0;
        long tails = 0;
        for (int port = 1; port <= PORTS; port++) {
            List<Sample> ofPort = of(port, all);
            for (List<Sample> life : lives(ofPort)) {
                accounted += isOfOnePhase(port, life);
            }
            for (int make = 1; make <= made.get(port); make++) {
                List<Phase> ofTap = phasesOf(port, make);
                long carried = ofTap.stream().mapToLong(Phase::last).max().orElse(0);
                total += carried;
                tails += carried - lastRead(ofTap, ofPort);
            }
        }
        String about = "seed %d: %d bytes carried, %d accounted for, %d unaccounted for, %d never seen"
                .formatted(seed, total, accounted, unaccounted, tails);
        System.out.println(about);
        assertThat(accounted).as(about).isPositive();
        assertThat(accounted + unaccounted + tails).as(about).isEqualTo(total);
    }

    /** The samples of each incarnation of each resource, in their order. */
    private static List<List<Sample>> lives(List<Sample> all) {
        return List.copyOf(all.stream()
                .collect(Collectors.groupingBy(sample -> sample.resource + " " + sample.incarnation))
                .values());
    }

    private List<Phase> phasesOf(int port, int make) {
        return phases.stream()
                .filter(phase -> phase.port == port && phase.make == make)
                .toList();
    }

    /** How much it grew; all of it while one guest had the port without a break. */
    private long isOfOnePhase(int port, List<Sample> life) {
        long first = life.get(0).volume;
        long last = life.get(life.size() - 1).volume;
        assertThat(phases)
                .as("seed %d: port %d: %s ... %s", seed, port, life.get(0), life.get(life.size() - 1))
                .anyMatch(phase -> phase.port == port
                        && life.get(0).resource.startsWith(phase.guest)
                        && phase.first <= first
                        && last <= phase.last
                        && life.stream().allMatch(sample -> isWithin(phase, sample.read)));
        assertThat(life)
                .as("seed %d: port %d", seed, port)
                .isSortedAccordingTo((a, b) -> Long.compare(a.volume, b.volume));
        return last - first;
    }

    private static boolean isWithin(Phase phase, Instant read) {
        return !read.isBefore(phase.from) && !read.isAfter(phase.until);
    }

    /** The counter of a tap when it was last in a sample; 0 if it never was. */
    private static long lastRead(List<Phase> ofTap, List<Sample> ofPort) {
        return ofPort.stream()
                .filter(sample -> ofTap.stream().anyMatch(phase -> isWithin(phase, sample.read)))
                .mapToLong(Sample::volume)
                .max()
                .orElse(0);
    }
}
