package io.nephometer.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.hypervisor.libvirt.Guest.Seen;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GuestTest {

    private static final Guest A = new Guest("a", 1, "instance-a");
    private static final Guest B = new Guest("b", 2, "instance-b");
    private static final Duration CALL = Duration.ofMillis(1000);

    @Test
    void aSlowDaemonIsNoGuestsFault() {
        assertThat(Guest.delaying(CALL, List.of(new Seen(A, Optional.empty())), Set.of()))
                .isEmpty();
        assertThat(Guest.delaying(CALL, List.of(busy(A, 3), busy(B, 499)), Set.of()))
                .isEmpty();
    }

    @Test
    void whoWasBusyBeforeTheCallIsPassedByIt() {
        assertThat(Guest.delaying(CALL, List.of(busy(A, 1001)), Set.of())).isEmpty();
    }

    @Test
    void whoIsKnownToBeStuckIsNotFoundAgain() {
        assertThat(Guest.delaying(CALL, List.of(busy(A, 900), busy(B, 800)), Set.of(A)))
                .contains(B);
    }

    @Test
    void whoIsBusyLongestDelaysTheCall() {
        assertThat(Guest.delaying(CALL, List.of(busy(A, 600), busy(B, 990)), Set.of()))
                .contains(B);
    }

    @Test
    void aNameCannotBreakALine() {
        assertThat(new Guest("u", 1, "evil\n\u001b[31m name")).hasToString("evil?[31m?name (u)");
    }

    private static Seen busy(Guest guest, long millis) {
        return new Seen(guest, Optional.of(Duration.ofMillis(millis)));
    }
}
