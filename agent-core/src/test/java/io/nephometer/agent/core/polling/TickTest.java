package io.nephometer.agent.core.polling;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.Fixtures;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TickTest {

    private static final Resource INSTANCE = Fixtures.instance("a", "running");
    private static final Source ALL = Fixtures.source("all", 10, "*");
    private static final Source SOME = Fixtures.source("some", 10, "memory");

    private final Sample cpu = Fixtures.sample("cpu", INSTANCE, 1);
    private final Sample memory = Fixtures.sample("memory", INSTANCE, 2);
    private final Sample rate = Fixtures.sample("cpu_util", INSTANCE, 3);

    private final Tick tick = new Tick(List.of(
            new Tick.Part(List.of(cpu), List.of(rate), Map.of(ALL, Set.of("cpu", "cpu_util"))),
            new Tick.Part(List.of(memory), List.of(), Map.of(ALL, Set.of("memory"), SOME, Set.of("memory")))));

    @Test
    void aSourceGetsTheMetersThatItWantsReadOrDerived() {
        assertThat(tick.share(ALL::equals)).isEqualTo(Map.of(ALL, List.of(cpu, rate, memory)));
        assertThat(tick.share(SOME::equals)).isEqualTo(Map.of(SOME, List.of(memory)));
        assertThat(tick.size(ALL)).isEqualTo(3);
        assertThat(tick.size(SOME)).isOne();
    }

    @Test
    void aSampleThatTwoSourcesShareIsGivenOnce() {
        assertThat(tick.share(source -> true).values().stream().flatMap(List::stream))
                .containsExactlyInAnyOrder(cpu, rate, memory);
    }

    @Test
    void aSourceWithoutSamplesTakesPartUnlessTheTurnIsLate() {
        Tick.Part empty = new Tick.Part(List.of(), List.of(), Map.of(ALL, Set.of("cpu")));
        assertThat(new Tick(List.of(empty)).share(source -> true)).isEqualTo(Map.of(ALL, List.of()));
        assertThat(new Tick(List.of(empty.withoutEmptyShares())).sources()).isEmpty();
    }
}
