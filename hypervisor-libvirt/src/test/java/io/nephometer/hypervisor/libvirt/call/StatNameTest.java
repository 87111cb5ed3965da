package io.nephometer.hypervisor.libvirt.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatNameTest {

    @Test
    void digitsAtTheStartOrTheEndAreNotAnIndex() {
        assertThat(StatName.parse("0.time")).isEqualTo(new StatName(null, 0, "0.time"));
        assertThat(StatName.parse("monitor.7")).isEqualTo(new StatName(null, 0, "monitor.7"));
        assertThat(StatName.parse("")).isEqualTo(new StatName(null, 0, ""));
    }

    @Test
    void tooManyDigitsAreNotAnIndex() {
        assertThat(StatName.parse("block.9999999999.name")).isEqualTo(new StatName(null, 0, "block.9999999999.name"));
    }

    @Test
    void digitsWithinAWordAreNotAnIndex() {
        assertThat(StatName.parse("perf.l3.misses")).isEqualTo(new StatName(null, 0, "perf.l3.misses"));
    }

    @Test
    void aFieldWithoutIndexIsOfTheDomain() {
        assertThat(StatName.parse("balloon.last-update")).isEqualTo(new StatName(null, 0, "balloon.last-update"));
    }

    @Test
    void theFirstNumberIsTheIndex() {
        assertThat(StatName.parse("block.0.rd.bytes")).isEqualTo(new StatName("block", 0, "rd.bytes"));
        assertThat(StatName.parse("vcpu.127.time")).isEqualTo(new StatName("vcpu", 127, "time"));
        assertThat(StatName.parse("cpu.cache.monitor.1.bank.0.bytes"))
                .isEqualTo(new StatName("cpu.cache.monitor", 1, "bank.0.bytes"));
    }
}
