package io.nephometer.it.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.agent.MeteredHost;
import io.nephometer.it.agent.ResourceUsage;
import io.nephometer.it.lab.Lab;
import io.nephometer.it.lab.SampleConsumer;
import io.nephometer.it.lab.SampleTimes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests that start on a host and leave it, beside others. In full: {@code -Dguests=20 -Dlives=100}. */
@Tag("real")
class ComingAndGoingIT {

    private static final int GUESTS = Integer.getInteger("guests", 3);
    private static final int LIVES = Integer.getInteger("lives", 20);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration WAITS = Duration.ofSeconds(5);
    private static final Duration RESUMED = Duration.ofSeconds(5);

    private static final double PAUSED = 3;

    @TempDir
    static Path directory;

    private static MeteredHost host;

    /** From before a guest's start to after its end. */
    private record Life(Instant begin, long id, Instant end) {

        /** A reading that was under way at the end may seem to be later. */
        boolean has(Instant moment) {
            return moment.isAfter(begin) && moment.isBefore(end.plusMillis(500));
        }
    }

    @BeforeAll
    static void start() {
        host = new MeteredHost(directory, GUESTS, INTERVAL);
    }

    @AfterEach
    void assertSound() {
        host.assertSound();
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @Test
    void guestsThatComeAndGoDisturbNobodyAndLeaveNothingBehind() {
        String passing = "passing-00000001";
        Map<Long, Life> lives = new HashMap<>();
        Instant begun = Instant.now();
        Life first = live(passing);
        lives.put(first.id(), first);
        ResourceUsage before = ResourceUsage.of(host.agent().pid());
        for (int i = 1; i < LIVES; i++) {
            Life life = live(passing);
            lives.put(life.id(), life);
        }
        host.pass(INTERVAL.multipliedBy(2));
        othersMissedNothingSince(begun);
        ResourceUsage after = ResourceUsage.awaitNotMuchLarger(host.agent().pid(), before);
        assertThat(host.complaints(begun)).doesNotHaveDuplicates().noneMatch(line -> line.contains(passing));

        List<SampleConsumer.Received> read = host.subscriber.samples().stream()
                .filter(sample -> sample.resource().equals(host.uuid(passing)))
                .filter(sample -> !sample.name().startsWith("disk.")) // a total has its disks' incarnation
                // until it runs, it is counted to its life before
                .filter(sample -> !sample.metadata().get("status").asText().equals("stopped"))
                .toList();
        report(LIVES + " lives, " + read.size() + " samples of them; " + before + " before, " + after + " after");
        assertThat(read).isNotEmpty().allSatisfy(sample -> assertThat(lives.get(sample.incarnation()))
                .as("incarnation %d at %s", sample.incarnation(), sample.timestamp())
                .isNotNull()
                .matches(life -> life.has(sample.timestamp())));
        host.assertCountersNeverFall(passing);
        host.assertRatesBeginWithTheSecondReading(passing);
    }

    @Test
    void aGuestThatMigratesInHoldsUpNobodyAndIsAnotherThanTheOneThatLeft() {
        String moving = "moving-00000001";
        try (Lab elsewhere = new Lab()) {
            elsewhere.libvirtd();
            host.lab.guests(1, "--prefix", "moving", "--memory", "262144");
            Instant begun = Instant.now();
            long here = host.next("disk.read.bytes", moving, begun).incarnation();
            host.lab.migrate(moving, elsewhere);
            Instant left = Instant.now();

            CompletableFuture<Void> move = CompletableFuture.runAsync(() -> elsewhere.migrate(moving, host.lab));
            await().pollInterval(Duration.ofMillis(20)).until(() -> move.isDone() || host.lab.runs(moving));
            elsewhere.freezeGuest(moving); // nothing more comes of it
            Instant waits = Instant.now();
            host.next("power.state", moving, waits, sample -> sample.volume() == PAUSED);
            host.pass(WAITS);
            assertThat(move).isNotDone();
            othersMissedNothingSince(begun);
            assertThat(host.samples("disk.read.bytes", moving))
                    .noneMatch(sample -> sample.timestamp().isAfter(left));

            elsewhere.thawGuest(moving);
            move.join();
            Instant arrived = Instant.now();
            SampleConsumer.Received again = host.next("disk.read.bytes.rate", moving, arrived);
            assertThat(again.incarnation()).isNotEqualTo(here);
            othersMissedNothingSince(begun);
            assertThat(host.complaints(begun)).isEmpty();
            host.assertRatesBeginWithTheSecondReading(moving);
            report("migrated in: read " + Duration.between(arrived, again.timestamp()) + " after its arrival");
            host.lab.guest("forget", moving);
        }
    }

    /** libvirt waits ten seconds for its process, with the guest's lock held: meanwhile it can list no guests. */
    @Test
    void aHungGuestThatIsDestroyedCostsTheOthersOneGapAtMost() {
        String hung = host.guests.get(0);
        Instant frozen = Instant.now();
        host.lab.freezeGuest(hung);
        host.next("instance.stuck", hung, frozen, sample -> sample.volume() == 1);
        Instant begun = Instant.now();
        host.lab.guest("destroy", hung);
        Instant off = Instant.now();
        for (String guest : host.guests.subList(1, GUESTS)) {
            Instant resumed = host.next("disk.read.bytes", guest, off).timestamp();
            assertThat(Duration.between(off, resumed)).as("%s resumes", guest).isLessThan(RESUMED);
            SampleTimes cadence = host.sampleTimes("disk.read.bytes", guest).around(begun);
            report("a hung guest is destroyed in " + Duration.between(begun, off) + ": longest gap of " + guest + " "
                    + cadence.longest());
            assertThat(cadence.gaps(INTERVAL)).as("gaps of %s", guest).isLessThanOrEqualTo(1);
        }
        assertThat(host.complaints(begun)).doesNotHaveDuplicates();
        host.lab.guest("start", hung);
        assertThat(host.next("instance.stuck", hung, Instant.now()).volume()).isZero();
        host.next("disk.read.bytes.rate", hung, off);
        host.assertRatesBeginWithTheSecondReading(hung);
    }

    private static Life live(String guest) {
        Instant begin = Instant.now();
        host.lab.guests(1, "--prefix", "passing");
        host.uuid(guest);
        long id = host.lab.id(guest);
        host.lab.guest("forget", guest);
        return new Life(begin, id, Instant.now());
    }

    private static void othersMissedNothingSince(Instant begin) {
        Instant now = Instant.now();
        for (String guest : host.guests) {
            for (String meter : List.of("cpu", "disk.read.bytes")) {
                host.next(meter, guest, now);
                host.sampleTimes(meter, guest).since(begin).assertSteady(INTERVAL);
            }
        }
    }

    private static void report(String figure) {
        System.out.println("coming and going: " + figure);
    }
}
