package io.nephometer.hypervisor.libvirt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SourceVerificationTest {

    private static final Domain A = new Domain("a", "web", 1, 1);
    private static final Domain B = new Domain("b", "db", 2, 1);
    private static final Map<String, Stats> ANSWER = Map.of(
            "a", Stats.builder().build(Moment.now()),
            "b", Stats.builder().build(Moment.now()));

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long change;
    private final SourceVerification<String> proofs = new SourceVerification<>(uuid -> change, () -> now);

    private void renew(List<Domain> running, String... same) throws IOException {
        proofs.renew(
                running, () -> ANSWER, () -> List.of(same), (uuid, before, told, after) -> Optional.of("of " + uuid)
                        .filter(where -> before.contains(uuid)));
    }

    @Test
    void whatLibvirtCannotTellProvesNothing() {
        assertThatThrownBy(() -> proofs.renew(
                        List.of(A),
                        () -> {
                            throw new IOException("away");
                        },
                        () -> "",
                        (uuid, before, told, after) -> Optional.of("somewhere")))
                .hasMessage("away");
        assertThat(proofs.of("a", 1)).isEmpty();
        assertThat(proofs.areDue(List.of(A))).isTrue();
    }

    @Test
    void aComparisonThatFailedIsNotDueAgainForAWhile() throws IOException {
        renew(List.of(A, B), "b");
        assertThat(proofs.of("a", 1)).isEmpty();
        assertThat(proofs.of("b", 2)).contains("of b");
        assertThat(proofs.anyHolds()).isTrue();
        assertThat(proofs.areDue(List.of(A, B))).isFalse();
        now = now.plus(SourceVerification.FAILED);
        assertThat(proofs.areDue(List.of(A, B))).isTrue();
        assertThat(proofs.areDue(List.of(B))).isFalse();
    }

    @Test
    void anInstanceThatLibvirtDoesNotTellOfIsNotProvenEither() throws IOException {
        renew(List.of(A, new Domain("c", "new", 3, 1)), "a", "c");
        assertThat(proofs.of("c", 3)).isEmpty();
    }

    @Test
    void anAnswerIsComparedWithALookBeforeAndOneAfterIt() throws IOException {
        List<String> order = new ArrayList<>();
        proofs.renew(
                List.of(A),
                () -> {
                    order.add("asked");
                    return ANSWER;
                },
                () -> {
                    order.add("looked");
                    return order.size();
                },
                (uuid, before, told, after) -> Optional.of(before + " and " + after));
        assertThat(order).containsExactly("looked", "asked", "looked");
        assertThat(proofs.of("a", 1)).contains("1 and 3");
    }

    @Test
    void whatIsProvenIsSoForAWhile() throws IOException {
        renew(List.of(A), "a");
        assertThat(proofs.anyHolds()).isTrue();
        now = now.plus(SourceVerification.VALID).minusNanos(1);
        assertThat(proofs.of("a", 1)).isPresent();
        now = now.plusNanos(1);
        assertThat(proofs.of("a", 1)).isEmpty();
        assertThat(proofs.anyHolds()).isFalse();
    }

    @Test
    void aClockThatWasSetBackMakesNothingValidForLonger() throws IOException {
        renew(List.of(A), "a");
        now = now.minus(SourceVerification.VALID);
        assertThat(proofs.of("a", 1)).isEmpty();
    }

    @Test
    void anotherStartOfAnInstanceIsNotProven() throws IOException {
        renew(List.of(A), "a");
        assertThat(proofs.of("a", 3)).isEmpty();
        assertThat(proofs.areDue(List.of(new Domain("a", "web", 3, 1)))).isTrue();
    }

    @Test
    void aChangeOfAnInstanceEndsItsProof() throws IOException {
        renew(List.of(A), "a");
        change++;
        assertThat(proofs.of("a", 1)).isEmpty();
        assertThat(proofs.areDue(List.of(A))).isTrue();
    }

    @Test
    void aChangeDuringTheComparisonLeavesNothingProven() throws IOException {
        proofs.renew(
                List.of(A),
                () -> {
                    change++;
                    return ANSWER;
                },
                () -> "",
                (uuid, before, told, after) -> Optional.of("somewhere"));
        assertThat(proofs.of("a", 1)).isEmpty();
    }

    @Test
    void anInstanceThatHasGoneIsForgotten() throws IOException {
        renew(List.of(A, B), "b");
        proofs.keep(Set.of("a"));
        assertThat(proofs.anyHolds()).isFalse();
        assertThat(proofs.areDue(List.of(A))).isFalse();
        assertThat(proofs.areDue(List.of(B))).isTrue();
    }

    @Test
    void whatIsDroppedIsDueAtOnce() throws IOException {
        renew(List.of(A), "a");
        proofs.drop("a");
        assertThat(proofs.of("a", 1)).isEmpty();
        assertThat(proofs.areDue(List.of(A))).isTrue();
    }
}
