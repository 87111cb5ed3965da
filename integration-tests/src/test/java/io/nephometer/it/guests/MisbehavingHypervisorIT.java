package io.nephometer.it.guests;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.it.agent.MeteredHost;
import io.nephometer.it.lab.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests that hang, seen from the broker. In full: {@code -Dguests=20 -Dstopped=120}. */
@Tag("real")
class MisbehavingHypervisorIT {

    /** Whatever waits for a guest that hangs waits for its deadline of ten seconds, or for libvirt's of thirty. */
    private static final Duration HELD_UP = Duration.ofSeconds(9);

    private static final int GUESTS = Integer.getInteger("guests", 6);
    private static final Duration STOPPED = Duration.ofSeconds(Integer.getInteger("stopped", 15));
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    @TempDir
    static Path directory;

    private static MeteredHost host;
    private static List<String> guests;

    @BeforeAll
    static void start() {
        host = new MeteredHost(directory, GUESTS, INTERVAL);
        guests = host.guests;
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
    void aGuestThatHangsCostsOnlyItsOwnSamples() {
        String victim = guests.get(GUESTS / 2);
        Instant frozen = Instant.now();
        host.lab.freezeGuest(victim);
        Instant stuck = next("instance.stuck", victim, frozen, 1);
        host.pass(STOPPED);
        Instant thawed = Instant.now();
        host.lab.thawGuest(victim);
        Instant well = next("instance.stuck", victim, thawed, 0);
        host.next("disk.read.bytes", victim, thawed);

        report("stuck after " + millis(frozen, stuck) + " ms, well after " + millis(thawed, well) + " ms");
        assertThat(Duration.between(frozen, stuck)).isLessThan(INTERVAL.multipliedBy(3));
        for (String guest : guests) {
            if (!guest.equals(victim)) {
                Duration gap = longestGap(guest, frozen);
                report(guest + ": longest gap " + gap.toMillis() + " ms");
                assertThat(gap).as(guest).isLessThan(HELD_UP);
            }
        }
        assertThat(host.samples("disk.read.bytes", victim)
                        .filter(sample -> sample.timestamp().isAfter(stuck))
                        .filter(sample -> sample.timestamp().isBefore(thawed)))
                .as("missing is a gap")
                .isEmpty();
    }

    /** More than there may be calls that hang. */
    @Test
    void manyGuestsThatHangCostOnlyTheirOwnSamplesLeaveTheDaemonToOthersAndComeBack() {
        List<String> victims = guests.subList(0, Math.min(6, GUESTS - 2));
        String healthy = guests.get(GUESTS - 2);
        String busy = guests.get(GUESTS - 1); // a reading skips a guest that another call reads
        Instant frozen = Instant.now();
        victims.forEach(host.lab::freezeGuest);
        Instant end = frozen.plus(STOPPED);
        Duration longest = Duration.ZERO;
        while (Instant.now().isBefore(end)) {
            Instant asked = Instant.now();
            Command.ok("virsh", "-r", "-c", host.lab.libvirtd(), "domblkstat", busy, "vda");
            Duration took = Duration.between(asked, Instant.now());
            longest = took.compareTo(longest) > 0 ? took : longest;
        }
        long stuck = victims.stream()
                .filter(guest -> host.samples("instance.stuck", guest)
                        .anyMatch(sample -> sample.timestamp().isAfter(frozen) && sample.volume() == 1))
                .count();
        Instant thawed = Instant.now();
        Duration gap = longestGap(healthy, frozen);
        victims.forEach(host.lab::thawGuest);
        guests.forEach(guest -> host.next("disk.read.bytes", guest, thawed));
        report(victims.size() + " stopped: domblkstat took " + longest.toMillis() + " ms at most, " + stuck
                + " shown stuck, longest gap of another " + gap.toMillis() + " ms, all read again after "
                + millis(thawed, Instant.now()) + " ms");
        assertThat(longest).isLessThan(HELD_UP);
        assertThat(stuck).isEqualTo(victims.size());
        assertThat(gap).isLessThan(HELD_UP);
    }

    private static Instant next(String meter, String guest, Instant after, double volume) {
        return host.next(meter, guest, after, sample -> sample.volume() == volume)
                .timestamp();
    }

    private static Duration longestGap(String guest, Instant since) {
        return host.sampleTimes("disk.read.bytes", guest).around(since).longest();
    }

    private static long millis(Instant from, Instant to) {
        return Duration.between(from, to).toMillis();
    }

    private static void report(String figure) {
        System.out.println("misbehaving: " + figure);
    }
}
