package io.nephometer.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class MonitorCallsTest {

    private static final Duration LONG = Duration.ofSeconds(10);

    /** A host of four guests; a call hangs at one that is stopped, and passes by those that another call hangs at. */
    private static final class Host implements AutoCloseable {

        private static final List<String> GUESTS = List.of("a", "b", "c", "d");

        final Map<String, CountDownLatch> stopped = new ConcurrentHashMap<>();
        private final Map<String, Long> held = new ConcurrentHashMap<>();

        void stop(String... guests) {
            List.of(guests).forEach(guest -> stopped.put(guest, new CountDownLatch(1)));
        }

        void resume(String guest) {
            stopped.remove(guest).countDown();
        }

        List<String> read() throws InterruptedException {
            List<String> answered = new ArrayList<>();
            for (String guest : GUESTS) {
                CountDownLatch hangs = stopped.get(guest);
                if (held.containsKey(guest)) {
                    continue;
                }
                if (hangs != null) {
                    held.put(guest, System.nanoTime());
                    hangs.await();
                    held.remove(guest);
                }
                answered.add(guest);
            }
            return answered;
        }

        List<Guest.Busy> busy() {
            return held.entrySet().stream()
                    .map(one ->
                            new Guest.Busy(guest(one.getKey()), Duration.ofNanos(System.nanoTime() - one.getValue())))
                    .toList();
        }

        @Override
        public void close() {}
    }

    private final Host host = new Host();
    private final StuckGuests stuck = new StuckGuests();
    private final Workers<Host> calls = new Workers<>(() -> host, LONG);
    private final Workers<Host> looks = new Workers<>(() -> host, LONG);
    private final MonitorCalls<Host> monitors = monitors(LONG);

    @AfterEach
    void letGo() {
        host.stopped.values().forEach(CountDownLatch::countDown);
        calls.close();
        looks.close();
    }

    @Test
    void aStuckGuestCostsOnlyItsOwnValues() throws Exception {
        host.stop("b");
        assertThat(monitors.ask(Host::read)).containsExactly("a", "c", "d");
        assertThat(stuck.now()).containsExactly(guest("b"));
        assertThat(monitors.ask(Host::read)).as("the next one hangs nowhere").containsExactly("a", "c", "d");
        assertThat(calls.writtenOff()).isEqualTo(1);
    }

    @Test
    void severalAreFoundOneAfterTheOtherInOneQuestion() throws Exception {
        host.stop("a", "d");
        assertThat(monitors.ask(Host::read)).containsExactly("b", "c");
        assertThat(stuck.now()).containsExactlyInAnyOrder(guest("a"), guest("d"));
    }

    @Test
    void itsCallsReturnProvesAGuestWell() throws Exception {
        CountDownLatch returned = new CountDownLatch(1);
        host.stop("b");
        monitors.ask(line -> {
            List<String> answered = line.read();
            if (answered.contains("b")) {
                returned.countDown();
            }
            return answered;
        });
        host.resume("b");
        returned.await();
        while (!stuck.now().isEmpty()) { // a moment after its call
            Thread.onSpinWait();
        }
        assertThat(monitors.ask(Host::read)).containsExactly("a", "b", "c", "d");
        assertThat(calls.writtenOff()).isZero();
    }

    @Test
    void noMoreThanThreeCallsHangAndTheFailureNamesWhoIsStuck() {
        host.stop("a", "b", "c", "d");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> monitors.ask(Host::read))
                    .isInstanceOf(IOException.class)
                    .hasMessage("3 calls to libvirt hang; until one of them returns, only what needs no guest's monitor"
                            + " is read; stuck: a (uuid-a), b (uuid-b), c (uuid-c)");
        }
        assertThat(calls.writtenOff()).isEqualTo(3);
    }

    @Test
    void aDaemonThatAnswersNobodyFailsAtTheDeadlineAndAccusesNoGuest() {
        CountDownLatch never = new CountDownLatch(1);
        MonitorCalls<Host> hasty = monitors(Duration.ofMillis(50));
        assertThatThrownBy(() -> hasty.ask(line -> {
                    never.await();
                    return line;
                }))
                .hasMessageStartingWith("libvirt did not answer within");
        assertThat(stuck.now()).isEmpty();
        assertThat(calls.writtenOff()).isEqualTo(1);
        never.countDown();
    }

    @Test
    void aSlowAnswerIsWaitedFor() throws Exception {
        CountDownLatch looked = new CountDownLatch(2);
        MonitorCalls<Host> patient = new MonitorCalls<>(
                calls,
                looks,
                line -> {
                    looked.countDown();
                    return List.of();
                },
                stuck,
                Duration.ofMillis(5),
                LONG);
        String answer = patient.ask(line -> {
            looked.await();
            return "at last";
        });
        assertThat(answer).isEqualTo("at last");
        assertThat(calls.writtenOff()).isZero();
    }

    @Test
    void whoIsStartedAnewIsNotStuck() {
        stuck.add(guest("a"));
        assertThat(stuck.contains("uuid-a", 1)).isTrue();
        assertThat(List.of(stuck.contains("uuid-a", 2), stuck.contains("uuid-b", 1)))
                .containsOnly(false);
    }

    private MonitorCalls<Host> monitors(Duration timeout) {
        return new MonitorCalls<>(calls, looks, Host::busy, stuck, Duration.ofMillis(20), timeout);
    }

    private static Guest guest(String name) {
        return new Guest("uuid-" + name, 1, name);
    }
}
