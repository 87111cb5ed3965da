package io.nephometer.hypervisor;

import static io.nephometer.hypervisor.MeterTable.cumulative;
import static io.nephometer.hypervisor.MeterTable.gauge;
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

class MeterTableTest {

    private static final MeterTable TABLE = MeterTable.of(
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
        assertThat(MeterTable.meters(List.of(TABLE), rate))
                .extracting(Meter::name)
                .containsExactlyInAnyOrder("cpu", "vcpus", "twice", "cpu.rate");
    }

    @Test
    void aTotalNamesTheDevicesThatHaveAValueForIt() {
        Stats stats = Stats.builder()
                .put("vcpu", 0, "cpu.time", 1L)
                .put("vcpu", 0, "vcpu.current", 5L)
                .put("vcpu", 1, "cpu.time", 2L)
                .build(FakeHypervisor.READ);
        List<Sample> samples = new ArrayList<>();
        TABLE.total(
                stats.each("vcpu"),
                vcpu -> "vcpu" + vcpu.index(),
                INSTANCE,
                Map.of("more", 1L),
                wanting(Set.of("cpu", "vcpus")),
                samples);
        assertThat(Turns.table(samples)).isEqualTo("""
            cpu    cumulative  ns    u1  3  {device=[vcpu0, vcpu1], more=1}
            vcpus  gauge       vcpu  u1  5  {device=[vcpu0], more=1}
            """);
    }

    @Test
    void aTotalIsInTheNewestIncarnationOfItsDevices() {
        assertThat(incarnationOfTheTotal(device(7, 1), device(9, 2))).isEqualTo(9);
        assertThat(incarnationOfTheTotal(device(7, 1), device(10, 2)))
                .as("another device of the same name")
                .isEqualTo(10);
        assertThat(incarnationOfTheTotal(device(-1, 1), device(-1, 2)))
                .as("where no device has one of its own")
                .isEqualTo(INSTANCE.incarnation());
    }

    private static Stats device(long incarnation, long volume) {
        return Stats.builder()
                .put(null, 0, "cpu.time", volume)
                .build(FakeHypervisor.READ)
                .in(incarnation);
    }

    private static long incarnationOfTheTotal(Stats... devices) {
        List<Sample> samples = new ArrayList<>();
        TABLE.total(List.of(devices), device -> "vda", INSTANCE, Map.of(), wanting(Set.of("cpu")), samples);
        return samples.get(0).resource().incarnation();
    }

    @Test
    void aTotalThatNoDeviceHasAValueForYieldsNoSample() {
        Stats stats = Stats.builder().put("vcpu", 0, "other", 1L).build(FakeHypervisor.READ);
        List<Sample> samples = new ArrayList<>();
        TABLE.total(stats.each("vcpu"), vcpu -> "x", INSTANCE, Map.of(), wanting(Set.of("cpu")), samples);
        TABLE.total(List.of(), vcpu -> "x", INSTANCE, Map.of(), wanting(Set.of("cpu")), samples);
        assertThat(samples).isEmpty();
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
