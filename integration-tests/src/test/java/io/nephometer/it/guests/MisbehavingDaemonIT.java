package io.nephometer.it.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephometer.it.agent.MeteredHost;
import io.nephometer.it.agent.ResourceUsage;
import io.nephometer.it.lab.SampleTimes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A libvirtd that dies and comes back, or hangs. In full: {@code -Dguests=20 -Dkilled=30 -Dfrozen=60}. */
@Tag("real")
class MisbehavingDaemonIT {

    private static final int GUESTS = Integer.getInteger("guests", 6);
    private static final int KILLS = 4;
    private static final Duration KILLED = Duration.ofSeconds(Integer.getInteger("killed", 3));
    private static final Duration FROZEN = Duration.ofSeconds(Integer.getInteger("frozen", 13));

    /** What {@code status} says: first that a call is late, and once three are that none is made. */
    private static final Pattern HANGS =
            Pattern.compile("not connected: (libvirt did not answer within 10 s|3 calls to libvirt hang).*");

    private static final Duration NOTICED = Duration.ofSeconds(120);
    private static final Duration RESUMED = Duration.ofSeconds(5);
    private static final Duration STOPPED = Duration.ofSeconds(30);

    @TempDir
    static Path directory;

    private static MeteredHost host;

    @BeforeAll
    static void start() {
        host = new MeteredHost(directory, GUESTS, Duration.ofSeconds(2));
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
    void aDaemonThatIsKilledCostsOneGapEachTimeAndLeavesNothingBehind() {
        ResourceUsage before = ResourceUsage.of(host.agent().pid());
        Instant begun = Instant.now();
        for (int i = 0; i < KILLS; i++) {
            Instant killed = Instant.now();
            host.lab.killLibvirtd();
            host.pass(KILLED);
            host.lab.restartLibvirtd();
            resumes("killed", Instant.now());
            assertThat(host.complaints(killed)).as("said once").doesNotHaveDuplicates();
        }
        costGaps(begun, KILLS);
        leftNothing("killed", before);
    }

    @Test
    void aDaemonThatHangsIsNoticedBindsLittleAndIsReadWhenItGoesOn() {
        ResourceUsage before = ResourceUsage.of(host.agent().pid());
        Instant frozen = Instant.now();
        host.lab.freezeLibvirtd();
        try {
            await().atMost(NOTICED).until(() -> !host.complaints(frozen).isEmpty());
            report("frozen: noticed after " + millis(frozen) + " ms");
            await().atMost(NOTICED)
                    .untilAsserted(
                            () -> { // each pollster waits for the deadline of its own call
                                JsonNode status = host.installed.status();
                                assertThat(status.get("hypervisor").asText()).matches(HANGS);
                                assertThat(status.get("pollsters"))
                                        .filteredOn(pollster ->
                                                pollster.get("state").asText().equals("waits"))
                                        .extracting(
                                                pollster -> pollster.get("name").asText())
                                        .contains("pollster.cpu", "pollster.disk")
                                        .doesNotContain("pollster.disk.node");
                            });
            while (Instant.now().isBefore(frozen.plus(FROZEN))) {
                host.pass(Duration.ofMillis(500));
                ResourceUsage.of(host.agent().pid()).assertNotMuchLargerThan(before);
            }
            report("frozen: " + before + " before, "
                    + ResourceUsage.of(host.agent().pid()) + " at its end");
        } finally {
            host.lab.thawLibvirtd();
        }
        resumes("frozen", Instant.now());
        assertThat(host.complaints(frozen)).as("said once").doesNotHaveDuplicates();
        costGaps(frozen, 1);
        leftNothing("frozen", before);
    }

    @Test
    void theAgentStopsWhileTheDaemonHangs() throws InterruptedException {
        Instant frozen = Instant.now();
        host.lab.freezeLibvirtd();
        try {
            host.pass(host.interval); // a question hangs by now
            Instant asked = Instant.now();
            ProcessHandle.of(host.agent().pid()).orElseThrow().destroy();
            assertThat(host.agent().exitsWithin(STOPPED)).as("it stops").isTrue();
            report("frozen: stopped after " + millis(asked) + " ms");
            assertThat(host.agent().exitStatus()).isZero();
            assertThat(host.complaints(frozen)).isEmpty();
        } finally {
            host.lab.thawLibvirtd();
        }
        host.startAgent();
    }

    private static void resumes(String what, Instant back) {
        for (String guest : host.guests) {
            for (String meter : new String[] {"cpu", "disk.read.bytes"}) {
                Duration after =
                        Duration.between(back, host.next(meter, guest, back).timestamp());
                report(what + ": " + meter + " of " + guest + " resumed after " + after.toMillis() + " ms");
                assertThat(after).as("%s of %s resumes", meter, guest).isLessThan(RESUMED);
            }
        }
    }

    private static void costGaps(Instant since, int gaps) {
        for (String guest : host.guests) {
            for (String meter : new String[] {"cpu", "disk.read.bytes"}) {
                SampleTimes cadence = host.sampleTimes(meter, guest).around(since);
                assertThat(cadence.gaps(host.interval))
                        .as("gaps in %s of %s, read at %s", meter, guest, cadence.times())
                        .isEqualTo(gaps);
            }
        }
    }

    private static void leftNothing(String what, ResourceUsage before) {
        ResourceUsage after = ResourceUsage.awaitNotMuchLarger(host.agent().pid(), before);
        report(what + ": " + before + " before, " + after + " after");
    }

    private static long millis(Instant since) {
        return Duration.between(since, Instant.now()).toMillis();
    }

    private static void report(String figure) {
        System.out.println("misbehaving: " + figure);
    }
}
