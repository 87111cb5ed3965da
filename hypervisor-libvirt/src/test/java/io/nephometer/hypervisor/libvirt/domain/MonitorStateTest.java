package io.nephometer.hypervisor.libvirt.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MonitorStateTest {

    private static final RunningDomain A = new RunningDomain("a", 1, "instance-a");
    private static final RunningDomain B = new RunningDomain("b", 2, "instance-b");
    private static final Duration CALL = Duration.ofMillis(1000);

    @Test
    void aSlowDaemonIsNotBlamedOnADomain() {
        assertThat(MonitorState.delaying(CALL, List.of(new MonitorState(A, Optional.empty())), Set.of()))
                .isEmpty();
        assertThat(MonitorState.delaying(CALL, List.of(busy(A, 3), busy(B, 499)), Set.of()))
                .isEmpty();
    }

    @Test
    void aMonitorThatWasBusyBeforeTheCallIsSkippedByIt() {
        assertThat(MonitorState.delaying(CALL, List.of(busy(A, 1001)), Set.of()))
                .isEmpty();
    }

    @Test
    void aDomainThatIsKnownToBeStuckIsNotFoundAgain() {
        assertThat(MonitorState.delaying(CALL, List.of(busy(A, 900), busy(B, 800)), Set.of(A)))
                .contains(B);
    }

    @Test
    void theDomainThatIsBusyLongestDelaysTheCall() {
        assertThat(MonitorState.delaying(CALL, List.of(busy(A, 600), busy(B, 990)), Set.of()))
                .contains(B);
    }

    private static MonitorState busy(RunningDomain domain, long millis) {
        return new MonitorState(domain, Optional.of(Duration.ofMillis(millis)));
    }
}
