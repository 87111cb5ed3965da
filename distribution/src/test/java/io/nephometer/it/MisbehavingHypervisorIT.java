package io.nephometer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guests that hang and a libvirtd that dies and comes back, seen from the broker. In full: {@code -Dguests=20 -Dstopped=120}.
 */
@Tag("real")
class MisbehavingHypervisorIT {

    private static final int GUESTS = Integer.getInteger("guests", 6);
    private static final Duration STOPPED = Duration.ofSeconds(Integer.getInteger("stopped", 15));
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private Agent agent;
    private Subscriber subscriber;
    private List<String> guests;

    @BeforeEach
    void start() {
        Installed installed = new Installed(directory);
        installed.hypervisor(lab.libvirtd());
        lab.guests(GUESTS);
        guests = IntStream.rangeClosed(1, GUESTS)
                .mapToObj("instance-%08x"::formatted)
                .toList();
        int port = lab.broker();
        installed.pipeline("2", port);
        subscriber = new Subscriber(port);
        agent = new Agent(installed);
        guests.forEach(guest -> awaitSample("disk.read.bytes", guest, Instant.EPOCH));
    }

    @AfterEach
    void stop() {
        try {
            assertThat(subscriber.samples("cpu_util")).noneMatch(sample -> sample.volume() < 0);
            assertThat(subscriber.samples("disk.read.bytes.rate")).noneMatch(sample -> sample.volume() < 0);
            assertThat(agent.log()).doesNotContain("\tat ");
        } finally {
            lab.close(); // first, so that no call hangs any more
            agent.close();
            subscriber.close();
        }
    }

    @Test
    void aGuestThatHangsCostsOnlyItsOwnSamples() {
        String victim = guests.get(GUESTS / 2);
        Instant frozen = Instant.now();
        lab.freezeGuest(victim);
        Instant stuck = awaitVolume("instance.stuck", victim, frozen, 1);
        pass(STOPPED);
        Instant thawed = Instant.now();
        lab.thawGuest(victim);
        Instant well = awaitVolume("instance.stuck", victim, thawed, 0);
        awaitSample("disk.read.bytes", victim, thawed);

        report("stuck after " + millis(frozen, stuck) + " ms, well after " + millis(thawed, well) + " ms");
        assertThat(Duration.between(frozen, stuck)).isLessThan(INTERVAL.multipliedBy(3));
        for (String guest : guests) {
            if (!guest.equals(victim)) {
                Duration gap = longestGap(guest, frozen, thawed);
                report(guest + ": longest gap " + gap.toMillis() + " ms");
                assertThat(gap).as(guest).isLessThan(INTERVAL.multipliedBy(2));
            }
        }
        assertThat(subscriber
                        .samples("disk.read.bytes", lab.uuid(victim))
                        .filter(sample -> sample.timestamp().isAfter(stuck))
                        .filter(sample -> sample.timestamp().isBefore(thawed)))
                .as("missing is a gap")
                .isEmpty();
    }

    /** More than there may be calls that hang. */
    @Test
    void manyGuestsThatHangCostOnlyTheirOwnSamplesLeaveTheDaemonToOthersAndComeBack() {
        List<String> victims = guests.subList(0, Math.min(6, GUESTS - 1));
        String healthy = guests.get(GUESTS - 1);
        Instant frozen = Instant.now();
        victims.forEach(lab::freezeGuest);
        Instant end = frozen.plus(STOPPED);
        Duration longest = Duration.ZERO;
        while (Instant.now().isBefore(end)) {
            Instant asked = Instant.now();
            Command.ok("virsh", "-r", "-c", lab.libvirtd(), "domblkstat", healthy, "vda");
            Duration took = Duration.between(asked, Instant.now());
            longest = took.compareTo(longest) > 0 ? took : longest;
        }
        long stuck = victims.stream()
                .map(lab::uuid)
                .filter(uuid -> subscriber.samples("instance.stuck", uuid).anyMatch(sample -> sample.volume() == 1))
                .count();
        Instant thawed = Instant.now();
        Duration gap = longestGap(healthy, frozen, thawed);
        victims.forEach(lab::thawGuest);
        guests.forEach(guest -> awaitSample("disk.read.bytes", guest, thawed));
        report(victims.size() + " stopped: domblkstat took " + longest.toMillis() + " ms at most, " + stuck
                + " shown stuck, longest gap of another " + gap.toMillis() + " ms, all read again after "
                + millis(thawed, Instant.now()) + " ms");
        assertThat(longest).isLessThan(Duration.ofSeconds(1));
        assertThat(stuck).isEqualTo(victims.size());
        assertThat(gap).isLessThan(INTERVAL.multipliedBy(2));
    }

    @Test
    void meteringResumesWhenAKilledDaemonIsBack() {
        lab.killLibvirtd();
        pass(Duration.ofSeconds(5));
        lab.restartLibvirtd();
        Instant back = Instant.now();
        guests.forEach(guest -> awaitSample("disk.read.bytes", guest, back));
        report("resumed after " + millis(back, Instant.now()) + " ms");
    }

    private void awaitSample(String meter, String guest, Instant after) {
        String uuid = lab.uuid(guest);
        await().atMost(LIMIT).until(() -> subscriber.samples(meter, uuid).anyMatch(sample -> sample.timestamp()
                .isAfter(after)));
    }

    private Instant awaitVolume(String meter, String guest, Instant after, double volume) {
        String uuid = lab.uuid(guest);
        return await().atMost(LIMIT)
                .until(
                        () -> subscriber
                                .samples(meter, uuid)
                                .filter(sample -> sample.timestamp().isAfter(after) && sample.volume() == volume)
                                .map(Subscriber.Received::timestamp)
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    private Duration longestGap(String guest, Instant from, Instant to) {
        List<Instant> times = subscriber
                .samples("disk.read.bytes", lab.uuid(guest))
                .map(Subscriber.Received::timestamp)
                .filter(time -> time.isAfter(from.minus(INTERVAL)) && time.isBefore(to.plus(INTERVAL)))
                .sorted()
                .toList();
        assertThat(times).as(guest).hasSizeGreaterThan(1);
        return IntStream.range(1, times.size())
                .mapToObj(i -> Duration.between(times.get(i - 1), times.get(i)))
                .max(Duration::compareTo)
                .orElseThrow();
    }

    /** What happens meanwhile is looked at afterwards. */
    private void pass(Duration time) {
        Instant end = Instant.now().plus(time);
        await().atMost(time.plus(LIMIT)).until(() -> Instant.now().isAfter(end) && agent.isAlive());
    }

    private static long millis(Instant from, Instant to) {
        return Duration.between(from, to).toMillis();
    }

    private static void report(String figure) {
        System.out.println("misbehaving: " + figure);
    }
}
