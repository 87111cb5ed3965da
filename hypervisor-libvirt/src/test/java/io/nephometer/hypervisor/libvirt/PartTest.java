package io.nephometer.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartTest {

    private static final List<String> UUIDS = IntStream.range(0, 1000)
            .mapToObj("00000000-0000-4000-8000-%012x"::formatted)
            .toList();

    @Test
    void eachGuestIsOfOnePart() {
        assertThat(UUIDS)
                .allMatch(uuid -> IntStream.range(0, 3)
                                .filter(number -> new Part(number, 3, Set.of()).contains(uuid))
                                .count()
                        == 1);
    }

    @Test
    void partsAreAboutEqualAlsoWhereUuidsAreCountedUp() {
        Part half = new Part(0, 2, Set.of());
        assertThat(UUIDS.stream().filter(half::contains)).hasSizeBetween(400, 600);
    }

    @Test
    void whoIsLeftOutIsOfNoPart() {
        Part others = Part.WHOLE.without(Set.of(UUIDS.get(0)));
        assertThat(others.contains(UUIDS.get(0))).isFalse();
        assertThat(others.contains(UUIDS.get(1))).isTrue();
        assertThat(List.of(others.isWhole(), new Part(0, 2, Set.of()).isWhole()))
                .containsOnly(false);
        assertThat(Part.WHOLE.isWhole()).isTrue();
    }
}
