package io.nephometer.it.soak;

import static io.nephometer.it.soak.SoakJournal.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.agent.RouteStatus;
import io.nephometer.it.lab.FaultInjection;
import io.nephometer.it.lab.SmallFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** An agent on three routes, with faults around it at random moments; the same seed gives the same events. */
final class Soak implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(150);
    private static final Duration POLL = Duration.ofMillis(300);
    private static final List<String> ROUTES = List.of("steady.mqtt", "kept.file", "passing.mqtt");

    private final Random random;
    private final SoakJournal journal = new SoakJournal();
    private final SoakBroker broker = new SoakBroker(this::arrived);
    private final Map<String, ConservationCheck> arrivals = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private final InstalledAgent installed;
    private final SoakDisk disk;
    private final FaultInjection world;
    private final SoakAgent agent;

    private long born;
    private boolean filledAtStart; // the disk, while the files of the framework were being copied to it
    private boolean passing = true;
    private long passed; // when the passing sink was last taken out
    private int held = 60;

    Soak(Path directory, long seed) throws IOException {
        this.random = new Random(seed);
        ROUTES.forEach(route -> arrivals.put(route, new ConservationCheck()));
        installed = new InstalledAgent(directory);
        world = new FaultInjection(directory);
        disk = new SoakDisk(installed.data, world);
        agent = new SoakAgent(installed, directory, world);
        installed.write(
                "io.nephometer.agent.core.cfg",
                "drain_samples_per_second=0\nspool_max_bytes=%d\n"
                        .formatted(random.nextBoolean() ? 100_000 : 100_000_000));
        swap("soak.jar");
        agent.write(broker.port(), held, passing);
    }

    private void arrived(JsonNode document) {
        ConservationCheck route = arrivals.get(document.get("route").asText());
        document.get("resources").forEach(resource -> resource.get("samples")
                .forEach(sample -> route.add(document.get("seq").asLong(), sample)));
    }

    private void readFile() {
        for (JsonNode sample : agent.delivered()) {
            arrivals.get(sample.get("route").asText()).add(sample.get("seq").asLong(), sample);
        }
    }

    private interface Event {
        void happens() throws InterruptedException;
    }

    /** Each kind of event once, and more as long as there is time. */
    void storm(Duration time) throws InterruptedException {
        start();
        long end = System.nanoTime() + time.toNanos();
        do {
            for (Event event : shuffled()) {
                TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(3000));
                event.happens();
            }
        } while (System.nanoTime() < end);
    }

    private List<Event> shuffled() {
        List<Event> all = new ArrayList<>(List.of(
                () -> again(this::kill),
                () -> again(this::stop),
                () -> swap("soak.jar"),
                () -> swap("transformer-basic.jar"),
                this::changePassing,
                this::changePassing,
                this::changeTransformer,
                () -> shiftClock(random.nextBoolean() ? 691_200 : 40),
                () -> shiftClock(random.nextBoolean() ? -691_200 : -3600)));
        for (SmallFileSystem.State next : SmallFileSystem.State.values()) {
            all.add(() -> disk(next));
        }
        for (SoakBroker.State next : SoakBroker.State.values()) {
            all.add(() -> broker(next));
        }
        Collections.shuffle(all, random);
        return all;
    }

    private void again(Event end) throws InterruptedException {
        int pause = random.nextInt(3000);
        end.happens();
        TimeUnit.MILLISECONDS.sleep(pause);
        start();
    }

    private void start() {
        journal.add("the agent is started");
        agent.start();
        born = System.nanoTime();
    }

    /** What is not on disk yet goes with it: the turn under way, and what waits for a sound disk or a plugin. */
    private void kill() throws InterruptedException {
        journal.add("the agent is killed");
        long from = unwrittenSince();
        agent.kill();
        excuse(from, "killed");
        forgetUnrecorded(from);
    }

    private long unwrittenSince() {
        long now = System.nanoTime();
        long from = Math.min(now - seconds(5), disk.unwrittenSince(now));
        return now - born < seconds(10) ? Math.min(from, born) : from;
    }

    private void excuse(long from, String reason) {
        for (String route : ROUTES) {
            arrivals.get(route).excuse(route.equals("kept.file") ? from - seconds(4) : from, System.nanoTime(), reason);
        }
    }

    /** Only the log has the number of what a disk that takes nothing did not take by the end. */
    private void stop() throws InterruptedException {
        journal.add("the agent is stopped");
        long from = unwrittenSince();
        if (!agent.stop()) {
            faults.add("it did not stop in time");
            kill();
        }
        if (disk.is(SmallFileSystem.State.READ_ONLY)) {
            excuse(from, "stopped on a disk that took nothing");
        }
        forgetUnrecorded(from);
        journal.add("it has ended");
    }

    /**
     * A route without a ledger, because the disk has taken nothing so far, leaves no account of what it did; nor does one
     * whose disk is read-only of what it did since then.
     */
    private void forgetUnrecorded(long from) {
        readFile();
        for (String route : ROUTES) {
            if (disk.is(SmallFileSystem.State.READ_ONLY)) {
                arrivals.get(route).doubt(disk.readOnlySince() - seconds(1));
            }
            if (!Files.exists(installed.data.resolve("spool").resolve(route).resolve("ledger"))) {
                journal.add(route + " has no ledger");
                arrivals.get(route).excuse(from, System.nanoTime(), "ended without a ledger");
                arrivals.get(route).forgetUnrecorded();
            }
        }
    }

    private void changePassing() {
        passing = !passing;
        journal.add("the passing sink is " + (passing ? "back" : "taken out"));
        if (!passing) {
            passed = System.nanoTime();
        }
        plan();
        if (passing) {
            arrivals.get("passing.mqtt").excuse(passed, System.nanoTime() + seconds(4), "its sink was away");
        }
    }

    private void changeTransformer() {
        held = held == 60 ? 90 : 60;
        journal.add("the accumulator holds " + held);
        plan();
    }

    private void swap(String jar) {
        journal.add(jar + " is replaced");
        agent.swap(jar);
    }

    private void plan() {
        if (agent.plan(broker.port(), held, passing)) {
            journal.add("the pipeline is taken");
        } else {
            faults.add("pipeline.yaml was not taken in time");
        }
    }

    private void shiftClock(int seconds) {
        journal.add("the wall clock is off by " + seconds + " s");
        world.shiftClock(seconds);
    }

    private void disk(SmallFileSystem.State next) {
        journal.add("the disk is " + next);
        if (disk.is(next)) {
            return;
        }
        long now = System.nanoTime();
        if (next == SmallFileSystem.State.READ_ONLY) {
            readFile();
        }
        filledAtStart |= next == SmallFileSystem.State.FULL && now - born < seconds(10);
        disk.become(next, now);
    }

    private void broker(SoakBroker.State next) throws InterruptedException {
        journal.add("the broker is " + next);
        broker.become(next);
    }

    /** Heals all, lets everything arrive, and judges; what breaks the promise. */
    List<String> judged() throws InterruptedException {
        disk(SmallFileSystem.State.SOUND);
        shiftClock(0);
        broker(SoakBroker.State.UP);
        if (!agent.isAlive()) {
            if (!filledAtStart) { // then it is for its supervisor to start it again
                faults.add("it had ended by itself");
            }
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
        agent.pollNothing(broker.port(), held);
        drains();
        stop(); // what the accumulator holds is delivered or reported by the next one
        start();
        drains();
        List<ConservationCheck.Turn> read = agent.read();
        for (String route : ROUTES) {
            RouteStatus status = RouteStatus.of(installed, route);
            journal.add(route + ": " + arrivals.get(route) + ", status " + status.json());
            arrivals.get(route).faults(read, status).forEach(fault -> faults.add(route + ": " + fault));
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
                            && arrivals.get(route).areReported(status.number("lost"));
                });
            } catch (org.awaitility.core.ConditionTimeoutException e) {
                faults.add(route + " did not come to rest");
            }
        }
    }

    String events() {
        return journal.toString();
    }

    /** What happened, what may be lost for that, and what the agent said. */
    String story() {
        return journal + "\nexcused "
                + arrivals.values().stream().map(ConservationCheck::excused).toList() + "\n" + agent.log();
    }

    @Override
    public void close() {
        agent.kill();
        broker.close();
        disk.close();
    }
}
