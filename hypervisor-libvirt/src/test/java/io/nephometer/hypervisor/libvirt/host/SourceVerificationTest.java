package io.nephometer.hypervisor.libvirt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.source.StatsQuery;
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

    private static final StatsQuery QUERY = new StatsQuery(Set.of(Group.CPU));

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long change;
    private final SourceVerification<String> verification = new SourceVerification<>(uuid -> change, () -> now);

    private void verify(List<Domain> running, String... same) throws IOException {
        verification.verify(
                running, QUERY, query -> ANSWER, () -> List.of(same), (uuid, before, libvirt, after) -> Optional.of(
                                "of " + uuid)
                        .filter(place -> before.contains(uuid)));
    }

    @Test
    void aFailureOfLibvirtVerifiesNothing() {
        assertThatThrownBy(() -> verification.verify(
                        List.of(A),
                        QUERY,
                        query -> {
                            throw new IOException("away");
                        },
                        () -> "",
                        (uuid, before, libvirt, after) -> Optional.of("somewhere")))
                .hasMessage("away");
        assertThat(verification.place("a", 1)).isEmpty();
        assertThat(verification.isDue(List.of(A))).isTrue();
    }

    @Test
    void aComparisonThatFailedIsNotDueAgainForAWhile() throws IOException {
        verify(List.of(A, B), "b");
        assertThat(verification.place("a", 1)).isEmpty();
        assertThat(verification.place("b", 2)).contains("of b");
        assertThat(verification.isAnyVerified()).isTrue();
        assertThat(verification.isDue(List.of(A, B))).isFalse();
        now = now.plus(SourceVerification.RETRY);
        assertThat(verification.isDue(List.of(A, B))).isTrue();
        assertThat(verification.isDue(List.of(B))).isFalse();
    }

    @Test
    void anInstanceThatLibvirtDoesNotReturnIsNotVerified() throws IOException {
        verify(List.of(A, new Domain("c", "new", 3, 1)), "a", "c");
        assertThat(verification.place("c", 3)).isEmpty();
    }

    @Test
    void libvirtIsComparedWithTheHostBeforeAndAfterIt() throws IOException {
        List<String> order = new ArrayList<>();
        verification.verify(
                List.of(A),
                QUERY,
                query -> {
                    order.add("libvirt");
                    return ANSWER;
                },
                () -> {
                    order.add("host");
                    return order.size();
                },
                (uuid, before, libvirt, after) -> Optional.of(before + " and " + after));
        assertThat(order).containsExactly("host", "libvirt", "host");
        assertThat(verification.place("a", 1)).contains("1 and 3");
    }

    @Test
    void aVerificationIsValidForALimitedTime() throws IOException {
        verify(List.of(A), "a");
        assertThat(verification.isAnyVerified()).isTrue();
        now = now.plus(SourceVerification.VALID).minusNanos(1);
        assertThat(verification.place("a", 1)).isPresent();
        now = now.plusNanos(1);
        assertThat(verification.place("a", 1)).isEmpty();
        assertThat(verification.isAnyVerified()).isFalse();
    }

    @Test
    void aClockThatWasSetBackMakesNothingValidForLonger() throws IOException {
        verify(List.of(A), "a");
        now = now.minus(SourceVerification.VALID);
        assertThat(verification.place("a", 1)).isEmpty();
    }

    @Test
    void anotherStartOfAnInstanceIsNotVerified() throws IOException {
        verify(List.of(A), "a");
        assertThat(verification.place("a", 3)).isEmpty();
        assertThat(verification.isDue(List.of(new Domain("a", "web", 3, 1)))).isTrue();
    }

    @Test
    void aChangeOfAnInstanceEndsItsVerification() throws IOException {
        verify(List.of(A), "a");
        change++;
        assertThat(verification.place("a", 1)).isEmpty();
        assertThat(verification.isDue(List.of(A))).isTrue();
    }

    @Test
    void aChangeDuringTheComparisonLeavesNothingVerified() throws IOException {
        verification.verify(
                List.of(A),
                QUERY,
                query -> {
                    change++;
                    return ANSWER;
                },
                () -> "",
                (uuid, before, libvirt, after) -> Optional.of("somewhere"));
        assertThat(verification.place("a", 1)).isEmpty();
    }

    @Test
    void aRemovedInstanceIsForgotten() throws IOException {
        verify(List.of(A, B), "b");
        verification.retain(Set.of("a"));
        assertThat(verification.isAnyVerified()).isFalse();
        assertThat(verification.isDue(List.of(A))).isFalse();
        assertThat(verification.isDue(List.of(B))).isTrue();
    }

    @Test
    void whatIsDroppedIsDueAtOnce() throws IOException {
        verify(List.of(A), "a");
        verification.drop("a");
        assertThat(verification.place("a", 1)).isEmpty();
        assertThat(verification.isDue(List.of(A))).isTrue();
    }
}
