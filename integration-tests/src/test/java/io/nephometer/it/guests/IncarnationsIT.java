package io.nephometer.it.guests;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.it.agent.MeteredHost;
import io.nephometer.it.lab.Command;
import io.nephometer.it.lab.SampleConsumer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The counters of guests that are reset, stopped, started, suspended and killed. */
@Tag("real")
class IncarnationsIT {

    private static final double PAUSED = 3;
    private static final double SHUT_OFF = 5;

    /** Libvirt's virDomainShutoffReason. */
    private static final double DESTROYED = 2;

    private static final double CRASHED = 3;

    private static final String RESET = "instance-00000001";
    private static final String RESTARTED = "instance-00000002";
    private static final String SUSPENDED = "instance-00000003";
    private static final String KILLED = "instance-00000004";
    private static final String SAME_ID = "instance-00000005";
    private static final String STUCK = "instance-00000006";
    private static final String MEANWHILE = "instance-00000007";

    @TempDir
    static Path directory;

    private static MeteredHost host;

    @BeforeAll
    static void start() {
        host = new MeteredHost(directory, 7, Duration.ofSeconds(1));
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
    void aResetKeepsTheIncarnationAndItsCountersGoOn() {
        SampleConsumer.Received before = host.next("disk.read.bytes", RESET, Instant.now());
        host.lab.guest("reset", RESET);
        SampleConsumer.Received after = host.next(
                "disk.read.bytes", RESET, Instant.now(), sample -> sample.volume() > before.volume() + 2 * 4096);
        assertThat(after.incarnation()).isEqualTo(before.incarnation());
        host.assertRatesBeginWithTheSecondReading(RESET);
    }

    @Test
    void aStopLeavesTheStateAndAStartBeginsAnotherIncarnation() {
        long first = host.next("cpu", RESTARTED, Instant.now()).incarnation();
        host.lab.guest("destroy", RESTARTED);
        hasOnlyItsState(RESTARTED, DESTROYED);
        host.lab.guest("start", RESTARTED);
        assertThat(secondLife(RESTARTED)).isNotEqualTo(first);
        host.assertRatesBeginWithTheSecondReading(RESTARTED);
    }

    @Test
    void aSuspendedGuestsCountersStandStillAndGoOnWithIt() {
        long incarnation =
                host.next("disk.read.bytes", SUSPENDED, Instant.now()).incarnation();
        host.lab.guest("suspend", SUSPENDED);
        Instant suspended = Instant.now();
        host.next("power.state", SUSPENDED, suspended, sample -> sample.volume() == PAUSED);
        SampleConsumer.Received first = host.next("disk.read.bytes", SUSPENDED, suspended);
        SampleConsumer.Received second = host.next("disk.read.bytes", SUSPENDED, first.timestamp());
        SampleConsumer.Received third = host.next("disk.read.bytes", SUSPENDED, second.timestamp());
        assertThat(third.volume()).isEqualTo(first.volume());
        assertThat(third.metadata().get("status").asText()).isEqualTo("paused");
        assertThat(host.next("disk.read.bytes.rate", SUSPENDED, first.timestamp())
                        .volume())
                .isZero();
        host.lab.guest("resume", SUSPENDED);
        SampleConsumer.Received on =
                host.next("disk.read.bytes", SUSPENDED, Instant.now(), sample -> sample.volume() > first.volume());
        assertThat(on.incarnation()).isEqualTo(incarnation);
        assertThat(host.complaints(suspended)).isEmpty();
        host.assertRatesBeginWithTheSecondReading(SUSPENDED);
    }

    @Test
    void aGuestWhoseProcessIsKilledIsShutOffAndStartsAsAnother() {
        long first = host.next("cpu", KILLED, Instant.now()).incarnation();
        Instant killed = Instant.now();
        Command.ok("kill", "-KILL", host.lab.pid(KILLED));
        hasOnlyItsState(KILLED, CRASHED);
        host.lab.guest("start", KILLED);
        assertThat(secondLife(KILLED)).isNotEqualTo(first);
        assertThat(host.complaints(killed)).isEmpty();
        host.assertRatesBeginWithTheSecondReading(KILLED);
    }

    @Test
    void whatIsReadOfANewLifeInASlowTurnIsNeverOfTheOldIncarnation() {
        for (int round = 0; round < 6; round++) {
            Instant begun = Instant.now();
            host.lab.freezeGuest(STUCK); // the turn waits for it
            host.pass(Duration.ofMillis(100 + 150 * round));
            host.lab.guest("destroy", MEANWHILE);
            host.lab.guest("start", MEANWHILE);
            host.pass(Duration.ofMillis(300));
            host.lab.thawGuest(STUCK);
            host.next("cpu", MEANWHILE, begun.plus(host.interval.multipliedBy(2)));
        }
        host.assertCountersNeverFall(MEANWHILE);
    }

    /** libvirt counts its ids from the start again when it restarts. */
    @Test
    void aGuestThatGetsTheIdOfItsLifeBeforeIsAnotherIncarnation() {
        host.lab.guest("destroy", SAME_ID);
        host.lab.guest("start", SAME_ID); // it has the highest id now
        Instant started = Instant.now();
        SampleConsumer.Received first = host.next("cpu", SAME_ID, started);
        long id = host.lab.id(SAME_ID);
        host.lab.guest("destroy", SAME_ID);
        host.next("power.state", SAME_ID, started, sample -> sample.volume() == SHUT_OFF);
        host.lab.restartLibvirtd();
        host.lab.guest("start", SAME_ID);
        assertThat(host.lab.id(SAME_ID)).isEqualTo(id);
        assertThat(secondLife(SAME_ID)).isNotEqualTo(first.incarnation());
        host.assertRatesBeginWithTheSecondReading(SAME_ID);
    }

    /** After the turn that saw its stop, for some more. */
    private static void hasOnlyItsState(String guest, double reason) {
        SampleConsumer.Received off =
                host.next("power.state", guest, Instant.now(), sample -> sample.volume() == SHUT_OFF);
        Instant since = off.timestamp().plus(host.interval.dividedBy(2));
        assertThat(host.next("power.state.reason", guest, since).volume()).isEqualTo(reason);
        SampleConsumer.Received last = host.next("instance", guest, since.plus(host.interval));
        assertThat(last.volume()).isEqualTo(1);
        assertThat(last.metadata().get("status").asText()).isEqualTo("stopped");
        Set<String> meters = host.subscriber.samples().stream()
                .filter(sample -> sample.resource().contains(host.uuid(guest)))
                .filter(sample -> sample.timestamp().isAfter(since))
                .map(SampleConsumer.Received::name)
                .filter(name -> !name.endsWith(".size")) // the flavor's
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(meters).containsExactly("instance", "instance.stuck", "power.state", "power.state.reason");
    }

    /** The incarnation of a guest that has just started again, after some readings. */
    private static long secondLife(String guest) {
        SampleConsumer.Received reading = host.next("disk.read.bytes", guest, Instant.now());
        host.next("disk.read.bytes.rate", guest, reading.timestamp());
        return host.next("cpu", guest, reading.timestamp()).incarnation();
    }
}
