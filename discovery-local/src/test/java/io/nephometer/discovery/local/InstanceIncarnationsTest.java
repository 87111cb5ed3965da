package io.nephometer.discovery.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Resource;
import io.nephometer.hypervisor.Domain;
import io.nephometer.testkit.FakeHypervisor;
import io.nephometer.testkit.Turns;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstanceIncarnationsTest {

    private static final int RUNNING = 1;
    private static final int PAUSED = 3;
    private static final int SHUT_OFF = 5;
    private static final String XML = "<domain><vcpu>1</vcpu></domain>";

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final LocalDiscovery discovery = new LocalDiscovery(hypervisor, () -> Instant.EPOCH);

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
    void anInstanceThatMigratesAwayAndBackBeginsANewIncarnation() throws IOException {
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

    /** libvirt begins to count its ids again when it restarts. */
    @Test
    void anIdThatIsUsedAgainIsAnotherIncarnation() throws IOException {
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
    void theOrderOfInstancesDoesNotMatter() throws IOException {
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

    private FakeHypervisor running(String uuid, int id) {
        return hypervisor.domain(new Domain(uuid, "name-" + uuid, id, RUNNING)).xml(uuid, XML);
    }

    private List<Resource> discover() throws IOException {
        return discovery.discover("", Turns.HOST);
    }
}
