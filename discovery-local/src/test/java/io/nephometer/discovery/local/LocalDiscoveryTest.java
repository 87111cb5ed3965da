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
    private static final String XML = "<domain><vcpu>1</vcpu></domain>";

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final Log log = new Log();
    private Instant now = Instant.parse("2026-11-01T12:00:00Z");
    private final LocalDiscovery discovery = new LocalDiscovery(hypervisor, () -> now);

    @BeforeEach
    void addHandler() {
        log.logger.addHandler(log);
        log.logger.setUseParentHandlers(false);
    }

    @AfterEach
    void removeHandler() {
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
    void invalidXmlCostsOnlyItsOwnMetadata() throws IOException {
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
    void invalidXmlIsReadAgainAfterAMinuteAndReportedOnce() throws IOException {
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
    void whileXmlCannotBeReadTheLastDescriptionIsKept() throws IOException {
        running("u1", 1);
        Resource before = discover().get(0);
        hypervisor.failing("xml", "it\nhangs");
        pass(Duration.ofMinutes(10));
        assertThat(discover().get(0)).isSameAs(before);
        assertThat(log.lines).containsExactly("WARNING cannot use the XML of instance u1: it hangs");
    }

    @Test
    void aFailureOfManyInstancesIsLoggedOnce() throws IOException {
        running("u1", 1);
        running("u2", 2);
        running("u3", 3);
        hypervisor.failing("xml", "connection lost");
        discover();
        assertThat(log.lines)
                .containsExactly("WARNING cannot use the XML of instance u1 and 2 others: connection lost");
    }

    @Test
    void aRemovedInstanceIsForgotten() throws IOException {
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
    void withoutChangesThereIsOneCallPerTurnAndTheSameObjects() throws IOException {
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
    void anAddedDeviceIsKnownInTheNextTurn() throws IOException {
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
    void hasTheNameThatPipelinesUse() {
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

    /** Collects the discovery's log records. */
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
