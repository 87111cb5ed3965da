package io.nephometer.hypervisor;

import static io.nephometer.hypervisor.Readings.cumulative;
import static io.nephometer.hypervisor.Readings.gauge;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Meter;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.api.Turn;
import io.nephometer.testkit.FakeHypervisor;
import io.nephometer.testkit.Turns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadingsTest {

    private static final Readings TABLE = Readings.of(
            cumulative("cpu", "ns", "cpu.time"),
            gauge("vcpus", "vcpu", "vcpu.current"),
            gauge("twice", "vcpu", stats -> stats.number("cpu.time").longValue() * 2));
    private static final Stats STATS =
            Stats.builder().put(null, 0, "cpu.time", 21L).build(FakeHypervisor.READ);
    private static final Resource INSTANCE = Resource.of("u1", Map.of());

    @Test
    void aMissingValueYieldsNoSample() {
        assertThat(read(Set.of("vcpus"))).isEmpty();
    }

    @Test
    void aMeterThatNoSourceWantsIsNotRead() {
        assertThat(read(Set.of("other"))).isEmpty();
        assertThat(TABLE.anyWanted(wanting(Set.of("other")))).isFalse();
        assertThat(TABLE.anyWanted(wanting(Set.of("other", "vcpus")))).isTrue();
    }

    @Test
    void eachWantedRowYieldsASampleOfItsMoment() {
        assertThat(read(Set.of("cpu", "vcpus", "twice")))
                .containsExactly(
                        Sample.of(Meter.cumulative("cpu", "ns"), INSTANCE, 21L, FakeHypervisor.READ),
                        Sample.of(Meter.gauge("twice", "vcpu"), INSTANCE, 42L, FakeHypervisor.READ));
    }

    @Test
    void metersOfTablesAndDerivedOnesAreDeclaredTogether() {
        Meter rate = Meter.rate("cpu.rate", "ns/s", "cpu");
        assertThat(Readings.meters(List.of(TABLE), rate))
                .extracting(Meter::name)
                .containsExactlyInAnyOrder("cpu", "vcpus", "twice", "cpu.rate");
    }

    private static List<Sample> read(Set<String> meters) {
        List<Sample> samples = new ArrayList<>();
        TABLE.read(STATS, INSTANCE, wanting(meters), samples);
        return samples;
    }

    private static Turn wanting(Set<String> meters) {
        return Turns.wanting(meters, List.of(INSTANCE));
    }
}
