package io.nephometer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** An agent on three routes, whose world goes wrong at random moments; the same seed gives the same events. */
final class Soak implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(150);
    private static final Duration POLL = Duration.ofMillis(300);
    private static final List<String> ROUTES = List.of("steady.mqtt", "kept.file", "passing.mqtt");

    private enum Broker {
        UP,
        CUT,
        FROZEN,
        STOPPED,
        KILLED
    }

    private final Path directory;
    private final Random random;
    private final long begin = System.nanoTime();
    private final Lab lab = new Lab();
    private final int port = lab.broker();
    private final Proxy proxy = new Proxy(port);
    private final Map<String, Arrivals> arrivals = new TreeMap<>();
    private final Map<String, List<Arrivals.Window>> excused = new TreeMap<>();
    private final List<String> events = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final Witness witness;
    private final Installed installed;
    private final Disk disk;
    private final Faults world;
    private final Path log;

    private Process agent;
    private long born;
    private Broker broker = Broker.UP;
    private Disk.State state = Disk.State.SOUND;
    private long unsound; // when the disk last stopped to be sound
    private long sound; // when it last became so
    private boolean passing = true;
    private long passed; // when the passing sink was last taken out
    private int held = 60;
    private int variants;

    Soak(Path directory, long seed) throws IOException {
        this.directory = directory;
        this.random = new Random(seed);
        ROUTES.forEach(route -> {
            arrivals.put(route, new Arrivals());
            excused.put(route, new ArrayList<>());
        });
        witness = new Witness(port, this::arrived);
        installed = new Installed(directory);
        disk = new Disk(installed.data);
        world = new Faults(directory);
        log = Files.createFile(directory.resolve("agent.log"));
        installed.write(
                "io.nephometer.agent.core.cfg",
                "drain_samples_per_second=0\nspool_max_bytes=%d\n"
                        .formatted(random.nextBoolean() ? 100_000 : 100_000_000));
        swap("soak.jar");
        writePipeline();
    }

    private void arrived(JsonNode document) {
        Arrivals route = arrivals.get(document.get("route").asText());
        document.get("resources").forEach(resource -> resource.get("samples")
                .forEach(sample -> route.add(document.get("seq").asLong(), sample)));
    }

    private void readFile() {
        Path file = directory.resolve("kept.jsonl");
        try {
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                if (line.endsWith("}")) { // a line that a crash has torn comes again
                    JsonNode sample = Subscriber.json(line);
                    arrivals.get(sample.get("route").asText())
                            .add(sample.get("seq").asLong(), sample);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // events

    /** As many as fit into that time. */
    void storm(Duration time) throws InterruptedException {
        start();
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(4000));
            event();
        }
    }

    private void happens(String event) {
        events.add("%8.3f s (%.3f) %s".formatted((System.nanoTime() - begin) / 1e9, System.nanoTime() / 1e9, event));
    }

    private void event() throws InterruptedException {
        int which = random.nextInt(14);
        int pause = random.nextInt(3000);
        switch (which) {
            case 0 -> {
                kill();
                TimeUnit.MILLISECONDS.sleep(pause);
                start();
            }
            case 1, 2 -> {
                stop();
                TimeUnit.MILLISECONDS.sleep(pause);
                start();
            }
            case 3 -> swap("soak.jar");
            case 4 -> swap("transformer-basic.jar");
            case 5, 6 -> changePassing();
            case 7 -> changeTransformer();
            case 8 -> shiftClock(List.of(691_200, -691_200, 3600, -3600, 40, 0).get(pause % 6));
            case 9, 10 -> disk(Disk.State.values()[pause % Disk.State.values().length]);
            case 11 -> disk(pause % 2 == 0 ? Disk.State.SOUND : Disk.State.SLOW);
            default -> broker(Broker.values()[pause % Broker.values().length]);
        }
    }

    private void start() {
        happens("the agent is started");
        try {
            agent = Agent.process(
                    installed, log, world.environment("JAVA_OPTS=-Dsoak.polled=" + directory.resolve("polled.txt")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        born = System.nanoTime();
    }

    /** What is not on disk yet goes with it: the turn under way, and what waits for a sound disk or a plugin. */
    private void kill() throws InterruptedException {
        happens("the agent is killed");
        long now = System.nanoTime();
        long from = now - seconds(3);
        if (state != Disk.State.SOUND || now - sound < seconds(5)) {
            from = Math.min(from, unsound - seconds(1));
        }
        if (now - born < seconds(10)) {
            from = Math.min(from, born);
        }
        agent.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        for (String route : ROUTES) {
            excuse(route, route.equals("kept.file") ? from - seconds(4) : from, System.nanoTime(), "killed");
        }
    }

    private void stop() throws InterruptedException {
        happens("the agent is stopped");
        agent.destroy();
        if (!agent.waitFor(40, TimeUnit.SECONDS)) {
            faults.add("it did not stop in 40 s");
            kill();
        }
        happens("it has ended with " + agent.exitValue());
    }

    private static long seconds(int count) {
        return TimeUnit.SECONDS.toNanos(count);
    }

    private void excuse(String route, long from, long to, String reason) {
        excused.get(route).add(new Arrivals.Window(from, to, reason));
    }

    private void swap(String jar) {
        happens(jar + " is replaced");
        Path from = jar.equals("soak.jar")
                ? new PluginJar("soak").build(directory, Path.of("src/test/resources/SoakPollster.java"))
                : Installed.plugin(jar);
        variants++;
        JarSwap.put(JarSwap.variant(from, directory, variants), installed.deploy.resolve(jar), variants % 2 == 0);
    }

    private void changePassing() {
        passing = !passing;
        happens("the passing sink is " + (passing ? "back" : "taken out"));
        if (!passing) {
            passed = System.nanoTime();
        }
        plan();
        if (passing) {
            excuse("passing.mqtt", passed, System.nanoTime() + seconds(1), "its sink was away");
        }
    }

    private void changeTransformer() {
        held = held == 60 ? 90 : 60;
        happens("the accumulator holds " + held);
        plan();
    }

    /** Writes pipeline.yaml and waits until an agent that runs has taken it. */
    private void plan() {
        long before = generations();
        writePipeline();
        try {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> !agent.isAlive() || generations() > before);
            happens("the pipeline is taken");
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            faults.add("pipeline.yaml was not taken within 60 s");
        }
    }

    private long generations() {
        try {
            return Files.readString(log)
                    .lines()
                    .filter(line -> line.contains("pipeline generation"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writePipeline() {
        pipeline("500ms", "soak.*");
    }

    private void pipeline(String interval, String meters) {
        String mqtt = "mqtt://127.0.0.1:" + proxy.port();
        installed.write("pipeline.yaml", """
                sources:
                  - {name: soak, interval: %s, meters: ["%s"], sinks: [steady, kept%s]}
                sinks:
                  - {name: steady, publishers: ["%s"]}
                  - name: kept
                    transformers: [{name: accumulator, parameters: {size: %d}}]
                    publishers: ["file://%s"]
                %s
                """.formatted(
                        interval,
                        meters,
                        passing ? ", passing" : "",
                        mqtt,
                        held,
                        directory.resolve("kept.jsonl"),
                        passing ? "  - {name: passing, publishers: [\"" + mqtt + "\"]}" : ""));
    }

    private void shiftClock(int seconds) {
        happens("the wall clock is off by " + seconds + " s");
        world.shiftClock(seconds);
    }

    private void disk(Disk.State next) {
        happens("the disk is " + next);
        if (state == next) {
            return;
        }
        long now = System.nanoTime();
        if (state == Disk.State.SOUND) {
            unsound = now;
        }
        world.delaySyncs(next == Disk.State.SLOW ? 1.5 : 0);
        disk.become(next, "spool");
        state = next;
        if (next == Disk.State.SOUND) {
            sound = now;
        }
    }

    private void broker(Broker next) throws InterruptedException {
        happens("the broker is " + next);
        if (broker == next) {
            return;
        }
        switch (broker) {
            case UP -> {}
            case CUT -> proxy.gate(Proxy.Gate.OPEN);
            case FROZEN -> lab.thawBroker();
            case STOPPED, KILLED -> {
                lab.broker();
                witness.connect();
                proxy.gate(Proxy.Gate.OPEN);
            }
        }
        switch (next) {
            case UP -> {}
            case CUT -> cut();
            case FROZEN -> lab.freezeBroker();
            case STOPPED -> {
                cut();
                lab.stopBroker();
            }
            case KILLED -> {
                cut();
                lab.killBroker();
            }
        }
        broker = next;
    }

    /** Returns once the broker has passed on all that it acknowledged: what it loses is not the agent's. */
    private void cut() throws InterruptedException {
        proxy.gate(Proxy.Gate.SHUT);
        proxy.cut();
        int before;
        do {
            before = witness.heard().size();
            TimeUnit.MILLISECONDS.sleep(400);
        } while (witness.heard().size() > before);
    }

    // the end

    /** Heals all, lets everything arrive, and judges; what breaks the promise. */
    List<String> judged() throws InterruptedException {
        disk(Disk.State.SOUND);
        shiftClock(0);
        broker(Broker.UP);
        if (!agent.isAlive()) {
            faults.add("it had ended by itself");
            start();
        }
        if (!passing) {
            changePassing();
        }
        long healed = System.nanoTime();
        await("samples on all routes").atMost(LIMIT).pollInterval(POLL).untilAsserted(() -> {
            readFile();
            assertThat(ROUTES.stream().filter(route -> !arrivals.get(route).hasOneReadAfter(healed)))
                    .as("routes on which nothing arrives")
                    .isEmpty();
        });
        pipeline("1h", "no.such.meter");
        drains();
        stop(); // what the accumulator holds is delivered or reported by the next one
        start();
        drains();
        List<Arrivals.Turn> read = read();
        for (String route : ROUTES) {
            RouteStatus status = RouteStatus.of(installed, route);
            happens(route + ": " + arrivals.get(route) + ", status " + status.json());
            arrivals.get(route)
                    .faults(read, excused.get(route), status)
                    .forEach(fault -> faults.add(route + ": " + fault));
        }
        stop();
        return faults;
    }

    private void drains() {
        for (String route : ROUTES) {
            try {
                RouteStatus.await(installed, route, LIMIT, status -> {
                    readFile();
                    return status.isEmpty()
                            && status.number("held") == 0
                            && arrivals.get(route).toldSamples() == status.number("lost");
                });
            } catch (org.awaitility.core.ConditionTimeoutException e) {
                faults.add(route + " did not come to rest");
            }
        }
    }

    private List<Arrivals.Turn> read() {
        try {
            return Files.readAllLines(directory.resolve("polled.txt")).stream()
                    .map(line -> line.split(" "))
                    .map(turn -> new Arrivals.Turn(Long.parseLong(turn[0]), Integer.parseInt(turn[1])))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String events() {
        return String.join("\n", events);
    }

    /** What happened, what may be lost for that, and what the agent said. */
    String story() {
        try {
            return events() + "\nexcused " + excused + "\n" + Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (agent != null) {
            agent.destroyForcibly();
        }
        witness.close();
        proxy.close();
        lab.close();
        disk.close();
    }
}
