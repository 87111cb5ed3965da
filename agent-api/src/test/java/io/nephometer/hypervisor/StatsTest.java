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
}
