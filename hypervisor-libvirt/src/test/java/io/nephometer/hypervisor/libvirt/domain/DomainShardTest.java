package io.nephometer.hypervisor.libvirt.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DomainShardTest {

    private static final List<String> UUIDS = IntStream.range(0, 1000)
            .mapToObj("00000000-0000-4000-8000-%012x"::formatted)
            .toList();

    @Test
    void eachGuestIsOfOnePart() {
        assertThat(UUIDS)
                .allMatch(uuid -> IntStream.range(0, 3)
                                .filter(number -> new DomainShard(number, 3, Set.of()).contains(uuid))
                                .count()
                        == 1);
    }

    @Test
    void partsAreAboutEqualAlsoWhereUuidsAreCountedUp() {
        DomainShard half = new DomainShard(0, 2, Set.of());
        assertThat(UUIDS.stream().filter(half::contains)).hasSizeBetween(400, 600);
    }

    @Test
    void whoIsLeftOutIsOfNoPart() {
        DomainShard others = DomainShard.WHOLE.without(Set.of(UUIDS.get(0)));
        assertThat(others.contains(UUIDS.get(0))).isFalse();
        assertThat(others.contains(UUIDS.get(1))).isTrue();
        assertThat(List.of(others.isWhole(), new DomainShard(0, 2, Set.of()).isWhole()))
                .containsOnly(false);
        assertThat(DomainShard.WHOLE.isWhole()).isTrue();
    }
}
