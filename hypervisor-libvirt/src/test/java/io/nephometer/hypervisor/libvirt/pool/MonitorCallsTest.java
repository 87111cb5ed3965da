package io.nephometer.hypervisor.libvirt.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.hypervisor.libvirt.domain.DomainShard;
import io.nephometer.hypervisor.libvirt.domain.MonitorState;
import io.nephometer.hypervisor.libvirt.domain.RunningDomain;
import io.nephometer.hypervisor.libvirt.domain.StuckDomains;
import io.nephometer.hypervisor.libvirt.host.QemuProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class MonitorCallsTest {

    private static final Duration LONG = Duration.ofSeconds(10);

    /** A host of four guests; a call hangs at one that is stopped, and skips those at which another call hangs. */
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

        List<String> read(DomainShard shard) throws InterruptedException {
            List<String> answered = new ArrayList<>();
            for (String guest : GUESTS) {
                if (shard.contains(uuid(guest)) && !held.containsKey(guest)) {
                    hang(guest);
                    answered.add(guest);
                }
            }
            return answered;
        }

        private void hang(String guest) throws InterruptedException {
            CountDownLatch hangs = stopped.get(guest);
            if (hangs != null) {
                held.put(guest, System.nanoTime());
                hangs.await();
                held.remove(guest);
            }
        }

        List<MonitorState> monitors() {
            return GUESTS.stream()
                    .map(guest -> new MonitorState(
                            guest(guest),
                            Optional.ofNullable(held.get(guest))
                                    .map(since -> Duration.ofNanos(System.nanoTime() - since))))
                    .toList();
        }

        @Override
        public void close() {}
    }

    @TempDir
    Path proc;

    private final Host host = new Host();
    private final WorkerPool<Host> calls = new WorkerPool<>(() -> host, LONG, System::nanoTime);
    private final WorkerPool<Host> inspections = new WorkerPool<>(() -> host, LONG, System::nanoTime);
    private StuckDomains stuck;
    private MonitorCalls<Host> monitors;

    @BeforeEach
    void make() {
        stuck = new StuckDomains(new QemuProcesses(proc));
        monitors = monitors(LONG);
    }

    @AfterEach
    void letGo() {
        host.stopped.values().forEach(CountDownLatch::countDown);
        calls.close();
        inspections.close();
    }

    @Test
    void aStuckGuestCostsOnlyItsOwnValues() throws Exception {
        host.stop("b");
        assertThat(read()).containsExactly("a", "c", "d");
        assertThat(stuck.current()).containsExactly(guest("b"));
        assertThat(read()).as("the next one hangs nowhere").containsExactly("a", "c", "d");
        assertThat(calls.abandoned()).isEqualTo(1);
    }

    @Test
    void severalAreFoundOneAfterTheOtherInOneReading() throws Exception {
        host.stop("a", "d");
        assertThat(read()).containsExactly("b", "c");
        assertThat(stuck.current()).containsExactlyInAnyOrder(guest("a"), guest("d"));
    }

    @Test
    void moreThanMayHangAreFoundByTheirProcesses() throws Exception {
        host.stop("a", "b", "c", "d");
        Path process = halted("b");
        for (String guest : List.of("c", "d")) {
            halted(guest);
        }
        assertThat(read()).as("no guest is left").isEmpty();
        assertThat(stuck.current()).extracting(RunningDomain::name).containsExactlyInAnyOrder("a", "b", "c", "d");
        assertThat(calls.abandoned()).as("that of a").isEqualTo(1);

        host.resume("b");
        Files.writeString(process.resolve("stat"), "1 (qemu) S 1");
        assertThat(read()).containsExactly("b");
        assertThat(stuck.current()).extracting(RunningDomain::name).containsExactlyInAnyOrder("a", "c", "d");
    }

    /** A process that was started with the guest's UUID. */
    private Path halted(String guest) throws IOException {
        Path process = Files.createDirectory(proc.resolve("" + (int) guest.charAt(0)));
        Files.writeString(process.resolve("cmdline"), "qemu\0-uuid\0" + uuid(guest) + "\0");
        Files.writeString(process.resolve("stat"), "1 (qemu) T 1");
        return process;
    }

    @Test
    void manyGuestsAreSplitIntoShardsAndEachIsReadOnce() throws Exception {
        assertThat(shared()).hasSize(2);
        assertThat(shared().stream().flatMap(List::stream)).containsExactlyInAnyOrder("a", "b", "c", "d");
    }

    @Test
    void aStuckGuestInAShardCostsOnlyItsOwnValuesAndThereIsOneShardWhileItHangs() throws Exception {
        host.stop("b");
        assertThat(shared().stream().flatMap(List::stream)).containsExactlyInAnyOrder("a", "c", "d");
        assertThat(shared()).containsExactly(List.of("a", "c", "d"));
        assertThat(calls.abandoned()).isEqualTo(1);
    }

    @Test
    void oneStuckInEachShardLeavesACallForTheOthers() throws Exception {
        String first = Host.GUESTS.stream()
                .filter(guest -> new DomainShard(0, 2, Set.of()).contains(uuid(guest)))
                .findFirst()
                .orElseThrow();
        String second = Host.GUESTS.stream()
                .filter(guest -> new DomainShard(1, 2, Set.of()).contains(uuid(guest)))
                .findFirst()
                .orElseThrow();
        host.stop(first, second);
        assertThat(shared().stream().flatMap(List::stream)).hasSize(2).doesNotContain(first, second);
        assertThat(calls.abandoned()).isEqualTo(2);
    }

    @Test
    void guestsOfBothShardsThatStopAtOnceDelayTheOthersBriefly() throws Exception {
        for (String guest : Host.GUESTS.subList(0, 3)) {
            host.stop(guest);
            halted(guest);
        }
        assertThat(shared().stream().flatMap(List::stream)).containsExactly("d");
        assertThat(shared().stream().flatMap(List::stream)).containsExactly("d");
        assertThat(stuck.current()).extracting(RunningDomain::name).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(calls.abandoned()).isLessThanOrEqualTo(MonitorCalls.SHARDS);
    }

    @Test
    void aShardThatFailsFailsTheReadingAndLeavesNoCallBehind() {
        assertThatThrownBy(() -> monitors.run(true, Set.of(), (line, shard) -> {
                    if (shard.number() == 0) {
                        throw new IllegalStateException("shard 0");
                    }
                    return line.read(shard);
                }))
                .hasRootCauseMessage("shard 0");
        while (calls.abandoned() > 0) { // the other shard's, for the moment that it takes
            Thread.onSpinWait();
        }
    }

    @Test
    void theReturnOfItsCallShowsThatAGuestHasRecovered() throws Exception {
        CountDownLatch returned = new CountDownLatch(1);
        host.stop("b");
        monitors.run(false, Set.of(), (line, shard) -> {
            List<String> answered = line.read(shard);
            if (answered.contains("b")) {
                returned.countDown();
            }
            return answered;
        });
        host.resume("b");
        returned.await();
        while (!stuck.current().isEmpty()) { // a moment after its call
            Thread.onSpinWait();
        }
        assertThat(read()).containsExactly("a", "b", "c", "d");
        assertThat(calls.abandoned()).isZero();
    }

    @Test
    void noMoreThanThreeCallsHangAndTheFailureNamesTheStuckGuests() {
        host.stop("a", "b", "c", "d");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> read())
                    .isInstanceOf(IOException.class)
                    .hasMessage("3 calls to libvirt hang; until one of them returns, statistics that need a guest's"
                            + " monitor are not read; stuck: " + guest("a") + ", " + guest("b") + ", " + guest("c"));
        }
        assertThat(calls.abandoned()).isEqualTo(3);
    }

    @Test
    void aDaemonThatDoesNotAnswerFailsAtTheDeadlineAndNoGuestIsBlamed() {
        CountDownLatch never = new CountDownLatch(1);
        MonitorCalls<Host> hasty = monitors(Duration.ofMillis(50));
        assertThatThrownBy(() -> hasty.run(false, Set.of(), (line, shard) -> {
                    never.await();
                    return line;
                }))
                .hasMessageStartingWith("libvirt did not answer within");
        assertThat(stuck.current()).isEmpty();
        assertThat(calls.abandoned()).isEqualTo(1);
        never.countDown();
    }

    @Test
    void aSlowAnswerIsWaitedFor() throws Exception {
        CountDownLatch looked = new CountDownLatch(2);
        MonitorCalls<Host> patient = new MonitorCalls<>(
                calls,
                inspections,
                line -> {
                    looked.countDown();
                    return List.of();
                },
                stuck,
                Duration.ofMillis(5),
                LONG,
                System::nanoTime);
        List<String> answers = patient.run(false, Set.of(), (line, shard) -> {
            looked.await();
            return "at last";
        });
        assertThat(answers).containsExactly("at last");
        assertThat(calls.abandoned()).isZero();
    }

    private List<String> read() throws IOException, ExecutionException {
        return monitors.run(false, Set.of(), Host::read).get(0);
    }

    private List<List<String>> shared() throws IOException, ExecutionException {
        return monitors.run(true, Set.of(), Host::read);
    }

    private MonitorCalls<Host> monitors(Duration timeout) {
        return new MonitorCalls<>(
                calls, inspections, Host::monitors, stuck, Duration.ofMillis(20), timeout, System::nanoTime);
    }

    private static RunningDomain guest(String name) {
        return new RunningDomain(uuid(name), 1, name);
    }

    private static String uuid(String name) {
        return "00000000-0000-0000-0000-00000000000" + name;
    }
}
