package io.nephometer.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.testkit.FakeHypervisor;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class StatsTest {

    private static final BigInteger ABOVE_LONG = BigInteger.ONE.shiftLeft(63);

    @Test
    void whatIsMissingIsNullAndNeverZero() {
        Stats stats = Stats.builder().put(null, 0, "name", "text").build(FakeHypervisor.READ);
        assertThat(stats.number("cpu.time")).isNull();
        assertThat(stats.number("name")).isNull();
        assertThat(stats.text("cpu.time")).isEmpty();
        assertThat(stats.each("block")).isEmpty();
        assertThat(stats.sum("block", "rd.bytes")).isNull();
    }

    @Test
    void aSumIsOverTheDevicesThatHaveTheValue() {
        Stats stats = Stats.builder()
                .put("block", 0, "rd.bytes", 5L)
                .put("block", 1, "name", "vdb")
                .put("block", 2, "rd.bytes", 7L)
                .build(FakeHypervisor.READ);
        assertThat(stats.sum("block", "rd.bytes")).isEqualTo(12L);
        assertThat(stats.sum("block", "wr.bytes")).isNull();
    }

    @Test
    void wholeNumbersAreAddedExactlyWhateverTheirSize() {
        assertThat(Stats.add(null, null)).isNull();
        assertThat(Stats.add(null, 1L)).isEqualTo(1L);
        assertThat(Stats.add(1L, null)).isEqualTo(1L);
        assertThat(Stats.add(Long.MAX_VALUE, 1L)).isEqualTo(ABOVE_LONG);
        assertThat(Stats.add(ABOVE_LONG, 1L)).isEqualTo(ABOVE_LONG.add(BigInteger.ONE));
        assertThat(Stats.add(0.5, 1L)).isEqualTo(1.5);
    }

    @Test
    void devicesComeInOrderOfTheirNumbersWithGaps() {
        Stats stats = Stats.builder()
                .put("vcpu", 10, "time", 3L)
                .put("vcpu", 2, "time", 2L)
                .put("vcpu", 0, "time", 1L)
                .build(FakeHypervisor.READ);
        assertThat(stats.each("vcpu")).extracting(Stats::index).containsExactly(0, 2, 10);
        assertThat(stats.each("vcpu"))
                .allSatisfy(vcpu -> assertThat(vcpu.read()).isEqualTo(FakeHypervisor.READ));
    }

    @Test
    void aDeviceHasPartsWhoseValuesStandAmongItsOwn() {
        Stats disk = Stats.builder()
                .put("block", 0, "timed_group.count", 2L)
                .put("block", 0, "timed_group.1.interval", 10L)
                .put("block", 0, "timed_group.0.interval", 1L)
                .put("block", 0, "timed_group.0.rd_latency_max", 5L)
                .put("block", 0, "latency_histogram.read.bin.3.start", 7L)
                .build(FakeHypervisor.READ)
                .each("block")
                .get(0);
        assertThat(disk.each("timed_group")).extracting(Stats::index).containsExactly(0, 1);
        assertThat(disk.each("timed_group"))
                .extracting(group -> group.number("interval"))
                .containsExactly(1L, 10L);
        assertThat(disk.each("latency_histogram.read.bin")).singleElement().satisfies(bin -> {
            assertThat(bin.index()).isEqualTo(3);
            assertThat(bin.number("start")).isEqualTo(7L);
            assertThat(bin.read()).isEqualTo(FakeHypervisor.READ);
        });
    }

    @Test
    void whatHasNoNumberIsNoPart() {
        Stats disk = Stats.builder()
                .put("block", 0, "bin", 1L)
                .put("block", 0, "bin.", 1L)
                .put("block", 0, "bin.0", 1L)
                .put("block", 0, "bin..start", 1L)
                .put("block", 0, "bin.count.start", 1L)
                .put("block", 0, "bin.99999999999.start", 1L)
                .put("block", 0, "bins.0.start", 1L)
                .build(FakeHypervisor.READ)
                .each("block")
                .get(0);
        assertThat(disk.each("bin")).isEmpty();
        assertThat(disk.each("bi")).isEmpty();
    }
}
