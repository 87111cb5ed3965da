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
    void eachDomainIsInOneShard() {
        assertThat(UUIDS)
                .allMatch(uuid -> IntStream.range(0, 3)
                                .filter(number -> new DomainShard(number, 3, Set.of()).contains(uuid))
                                .count()
                        == 1);
    }

    @Test
    void shardsAreAboutEqualAlsoForConsecutiveUuids() {
        DomainShard half = new DomainShard(0, 2, Set.of());
        assertThat(UUIDS.stream().filter(half::contains)).hasSizeBetween(400, 600);
    }

    @Test
    void anExcludedDomainIsInNoShard() {
        DomainShard others = DomainShard.ALL.excluding(Set.of(UUIDS.get(0)));
        assertThat(others.contains(UUIDS.get(0))).isFalse();
        assertThat(others.contains(UUIDS.get(1))).isTrue();
        assertThat(List.of(others.isAll(), new DomainShard(0, 2, Set.of()).isAll()))
                .containsOnly(false);
        assertThat(DomainShard.ALL.isAll()).isTrue();
    }
}
