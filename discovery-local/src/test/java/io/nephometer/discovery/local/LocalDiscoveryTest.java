package io.nephometer.discovery.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Resource;
import io.nephometer.hypervisor.Domain;
import io.nephometer.testkit.FakeHypervisor;
import io.nephometer.testkit.Turns;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalDiscoveryTest {

    private static final int RUNNING = 1;
    private static final int PAUSED = 3;
    private static final int SHUT_OFF = 5;
    private static final String XML = "<domain><vcpu>1</vcpu></domain>";

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final Log log = new Log();
    private Instant now = Instant.parse("2026-11-01T12:00:00Z");
    private final LocalDiscovery discovery = new LocalDiscovery(hypervisor, () -> now);

    @BeforeEach
    void listen() {
        log.logger.addHandler(log);
        log.logger.setUseParentHandlers(false);
    }

    @AfterEach
    void listenNoMore() {
        log.logger.removeHandler(log);
        log.logger.setUseParentHandlers(true);
    }

    @Test
    void anUnreachableHypervisorFailsTheDiscovery() {
        hypervisor.failing("connection refused");
        assertThatThrownBy(this::discover).isInstanceOf(IOException.class).hasMessage("connection refused");
    }

    @Test
    void anInstanceThatIsRemovedBeforeItsXmlIsReadIsLeftOut() throws IOException {
        hypervisor
                .domain(new Domain("u1", "one", 1, RUNNING))
                .domain(new Domain("u2", "two", 2, RUNNING))
                .xml("u2", XML);
        assertThat(discover()).extracting(Resource::id).containsExactly("u2");
        assertThat(log.lines).isEmpty();
    }

    @Test
    void badXmlCostsOnlyWhatItWouldHaveSaid() throws IOException {
        running("u1", 1).xml("u1", "<!DOCTYPE domain><domain/>");
        running("u2", 2);
        assertThat(discover().get(0).metadata())
                .isEqualTo(Map.of(
                        "display_name",
                        "name-u1",
                        "name",
                        "name-u1",
                        "instance_id",
                        "u1",
                        "host",
                        "compute-7",
                        "status",
                        "active",
                        "state",
                        "running"));
        assertThat(discover().get(1).metadata()).containsEntry("vcpus", 1L);
    }

    @Test
    void badXmlIsReadAgainInAMinuteAndReportedOnce() throws IOException {
        running("u1", 1).xml("u1", "<domain>");
        for (int second = 0; second < 600; second += 10) {
            discover();
            pass(Duration.ofSeconds(10));
        }
        assertThat(hypervisor.questions().stream().filter("xml u1"::equals)).hasSizeBetween(10, 11);
        assertThat(log.lines)
                .containsExactly(
                        "WARNING cannot use the XML of instance u1: not well-formed, or with a document type, at line 1");
        hypervisor.xml("u1", XML);
        pass(Duration.ofMinutes(1));
        assertThat(discover().get(0).metadata()).containsEntry("vcpus", 1L);
    }

    @Test
    void whileXmlCannotBeReadWhatItSaidBeforeStays() throws IOException {
        running("u1", 1);
        Resource before = discover().get(0);
        hypervisor.failing("xml", "it\nhangs");
        pass(Duration.ofMinutes(10));
        assertThat(discover().get(0)).isSameAs(before);
        assertThat(log.lines).containsExactly("WARNING cannot use the XML of instance u1: it hangs");
    }

    @Test
    void aTroubleThatManyInstancesShareIsOneLine() throws IOException {
        running("u1", 1);
        running("u2", 2);
        running("u3", 3);
        hypervisor.failing("xml", "connection lost");
        discover();
        assertThat(log.lines)
                .containsExactly("WARNING cannot use the XML of instance u1 and of 2 others: connection lost");
    }

    @Test
    void anInstanceThatVanishedIsForgotten() throws IOException {
        running("u1", 1);
        discover();
        hypervisor.without("u1");
        assertThat(discover()).isEmpty();
        running("u1", 1);
        hypervisor.questions();
        discover();
        assertThat(hypervisor.questions()).containsExactly("domains", "xml u1");
    }

    @Test
    void whileNothingChangesThereIsOneQuestionATurnAndTheSameObjects() throws IOException {
        running("u1", 1);
        running("u2", 2);
        List<Resource> first = discover();
        assertThat(hypervisor.questions()).containsExactly("domains", "xml u1", "xml u2");
        pass(Duration.ofSeconds(1));
        List<Resource> second = discover();
        assertThat(hypervisor.questions()).containsExactly("domains");
        assertThat(second.get(0)).isSameAs(first.get(0));
        assertThat(second.get(1)).isSameAs(first.get(1));
    }

    @Test
    void aChangeOfStateAloneReadsNoXml() throws IOException {
        running("u1", 1);
        discover();
        hypervisor.questions();
        hypervisor.domain(new Domain("u1", "name-u1", 1, PAUSED));
        assertThat(discover().get(0).metadata())
                .containsEntry("vcpus", 1L)
                .containsEntry("status", "paused")
                .containsEntry("state", "paused");
        assertThat(hypervisor.questions()).containsExactly("domains");
    }

    @Test
    void aDeviceThatCameIsKnownInTheNextTurn() throws IOException {
        running("u1", 1);
        running("u2", 2);
        discover();
        hypervisor.questions();
        hypervisor
                .domain(new Domain("u1", "name-u1", 1, RUNNING, 5))
                .xml("u1", "<domain><devices><interface><target dev='tap0'/></interface></devices></domain>");
        assertThat(discover().get(0).devices()).containsOnlyKeys("tap0");
        assertThat(hypervisor.questions()).containsExactly("domains", "xml u1");
        discover();
        assertThat(hypervisor.questions()).containsExactly("domains");
    }

    @Test
    void anInstanceThatIsStoppedAndStartedIsReadAgainAndBeginsANewIncarnation() throws IOException {
        running("u1", 7);
        assertThat(discover().get(0).incarnation()).isEqualTo(7);
        hypervisor.domain(new Domain("u1", "name-u1", -1, SHUT_OFF)).questions();
        Resource stopped = discover().get(0);
        assertThat(hypervisor.questions()).containsExactly("domains", "xml u1");
        assertThat(stopped.incarnation()).isEqualTo(7);
        assertThat(stopped.metadata()).containsEntry("status", "stopped").containsEntry("state", "shutdown");
        running("u1", 8);
        assertThat(discover().get(0).incarnation()).isEqualTo(8);
        assertThat(hypervisor.questions()).containsExactly("domains", "xml u1");
    }

    @Test
    void anInstanceThatIsResetOrPausedKeepsItsIncarnation() throws IOException {
        running("u1", 7);
        discover();
        hypervisor.domain(new Domain("u1", "name-u1", 7, PAUSED));
        assertThat(discover().get(0).incarnation()).isEqualTo(7);
        running("u1", 7);
        assertThat(discover().get(0).incarnation()).isEqualTo(7);
    }

    @Test
    void anInstanceThatMigratedAwayAndBackBeginsANewIncarnation() throws IOException {
        running("u1", 7);
        discover();
        hypervisor.without("u1");
        assertThat(discover()).isEmpty();
        running("u1", 9);
        assertThat(discover().get(0).incarnation()).isEqualTo(9);
    }

    @Test
    void anInstanceThatWasDestroyedAndStartedBetweenTwoTurnsBeginsANewIncarnation() throws IOException {
        running("u1", 7);
        discover();
        running("u1", 8);
        assertThat(discover().get(0).incarnation()).isEqualTo(8);
    }

    /** libvirt restarts its ids when it restarts. */
    @Test
    void anIdThatIsGivenAgainIsAnotherIncarnation() throws IOException {
        running("u1", 7);
        discover();
        hypervisor.domain(new Domain("u1", "name-u1", -1, SHUT_OFF));
        discover();
        running("u1", 7);
        long second = discover().get(0).incarnation();
        assertThat(second).isGreaterThan(7);
        assertThat(discover().get(0).incarnation()).isEqualTo(second);
        hypervisor.without("u1");
        discover();
        running("u1", 7);
        assertThat(discover().get(0).incarnation()).isGreaterThan(second);
    }

    @Test
    void aRunningInstanceKeepsItsIncarnationWhenIdsRestart() throws IOException {
        running("u1", 7);
        running("u2", 8);
        discover();
        hypervisor.without("u2");
        discover();
        running("u2", 2);
        assertThat(discover().get(0).incarnation()).isEqualTo(7);
        running("u3", 3);
        assertThat(discover()).extracting(Resource::incarnation).doesNotHaveDuplicates();
    }

    @Test
    void inWhichOrderInstancesAreListedDoesNotMatter() throws IOException {
        running("u1", 2);
        running("u2", 0);
        running("u3", 1);
        assertThat(discover()).extracting(Resource::incarnation).containsExactlyInAnyOrder(0L, 1L, 2L);
    }

    @Test
    void anInstanceThatWasNeverSeenRunningHasIncarnationZero() throws IOException {
        hypervisor.domain(new Domain("u1", "one", -1, SHUT_OFF)).xml("u1", XML);
        assertThat(discover().get(0).incarnation()).isZero();
    }

    @Test
    void aRenamedInstanceIsReadAgain() throws IOException {
        running("u1", 1);
        discover();
        hypervisor.domain(new Domain("u1", "other", 1, RUNNING)).questions();
        assertThat(discover().get(0).metadata()).containsEntry("name", "other");
        assertThat(hypervisor.questions()).containsExactly("domains", "xml u1");
    }

    @Test
    void aHotPluggedDiskIsKnownWithinTenMinutes() throws IOException {
        running("u1", 1);
        discover();
        hypervisor.xml("u1", """
            <domain><devices><disk><source file='x'/><target dev='vdb'/></disk></devices></domain>""");
        pass(Duration.ofMinutes(10));
        assertThat(discover().get(0).devices()).isEqualTo(Map.of("vdb", Map.of("disk_name", "vdb")));
    }

    @Test
    void inTenMinutesTheXmlOfEachInstanceIsReadOnceButNotOfAllInOneTurn() throws IOException {
        for (int i = 0; i < 600; i++) {
            running("5c7d2f0a-3b61-4f6e-9a58-%012x".formatted(i * 0x9E3779B1L), i);
        }
        discover();
        hypervisor.questions();
        List<String> read = new ArrayList<>();
        for (int minute = 0; minute < 10; minute++) {
            pass(Duration.ofMinutes(1));
            discover();
            List<String> turn = hypervisor.questions();
            assertThat(turn).hasSizeBetween(30, 90);
            read.addAll(turn.subList(1, turn.size()));
        }
        assertThat(read).hasSize(600).doesNotHaveDuplicates();
    }

    @Test
    void aClockThatIsSetBackDoesNotKeepXmlFromBeingRead() throws IOException {
        running("u1", 1);
        discover();
        pass(Duration.ofDays(-1));
        discover();
        hypervisor.questions();
        pass(Duration.ofMinutes(10));
        discover();
        assertThat(hypervisor.questions()).containsExactly("domains", "xml u1");
    }

    @Test
    void twoIntervalsAtOnceReadTheXmlOnce() throws Exception {
        for (int i = 0; i < 100; i++) {
            running("u" + i, i);
        }
        ExecutorService intervals = Executors.newFixedThreadPool(2);
        try {
            Callable<List<Resource>> turn = this::discover;
            List<Future<List<Resource>>> turns = intervals.invokeAll(List.of(turn, turn));
            assertThat(turns.get(0).get()).hasSize(100).isEqualTo(turns.get(1).get());
        } finally {
            intervals.shutdown();
        }
        assertThat(hypervisor.questions()).hasSize(102);
    }

    @Test
    void isCalledAsPipelinesCallIt() {
        assertThat(discovery.name()).isEqualTo("local_instances");
    }

    private FakeHypervisor running(String uuid, int id) {
        return hypervisor.domain(new Domain(uuid, "name-" + uuid, id, RUNNING)).xml(uuid, XML);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private List<Resource> discover() throws IOException {
        return discovery.discover("", Turns.HOST);
    }

    /** What the discovery logged. */
    private static final class Log extends Handler {

        private final Logger logger = Logger.getLogger(LocalDiscovery.class.getName());
        private final List<String> lines = new ArrayList<>();

        @Override
        public void publish(LogRecord line) {
            lines.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
