package io.nephometer.hypervisor.libvirt.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.hypervisor.libvirt.domain.RunningDomain.Seen;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunningDomainTest {

    private static final RunningDomain A = new RunningDomain("a", 1, "instance-a");
    private static final RunningDomain B = new RunningDomain("b", 2, "instance-b");
    private static final Duration CALL = Duration.ofMillis(1000);

    @Test
    void aSlowDaemonIsNoGuestsFault() {
        assertThat(RunningDomain.delaying(CALL, List.of(new Seen(A, Optional.empty())), Set.of()))
                .isEmpty();
        assertThat(RunningDomain.delaying(CALL, List.of(busy(A, 3), busy(B, 499)), Set.of()))
                .isEmpty();
    }

    @Test
    void whoWasBusyBeforeTheCallIsPassedByIt() {
        assertThat(RunningDomain.delaying(CALL, List.of(busy(A, 1001)), Set.of()))
                .isEmpty();
    }

    @Test
    void whoIsKnownToBeStuckIsNotFoundAgain() {
        assertThat(RunningDomain.delaying(CALL, List.of(busy(A, 900), busy(B, 800)), Set.of(A)))
                .contains(B);
    }

    @Test
    void whoIsBusyLongestDelaysTheCall() {
        assertThat(RunningDomain.delaying(CALL, List.of(busy(A, 600), busy(B, 990)), Set.of()))
                .contains(B);
    }

    @Test
    void aNameCannotBreakALine() {
        assertThat(new RunningDomain("u", 1, "evil\n\u001b[31m name")).hasToString("evil?[31m?name (u)");
    }

    private static Seen busy(RunningDomain guest, long millis) {
        return new Seen(guest, Optional.of(Duration.ofMillis(millis)));
    }
}
