package io.nephometer.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FieldTest {

    @Test
    void digitsWithNothingBeforeOrBehindAreNoIndex() {
        assertThat(Field.parse("0.time")).isEqualTo(new Field(null, 0, "0.time"));
        assertThat(Field.parse("monitor.7")).isEqualTo(new Field(null, 0, "monitor.7"));
        assertThat(Field.parse("")).isEqualTo(new Field(null, 0, ""));
    }

    @Test
    void moreDigitsThanAnIndexHasAreNoIndex() {
        assertThat(Field.parse("block.9999999999.name")).isEqualTo(new Field(null, 0, "block.9999999999.name"));
    }

    @Test
    void digitsWithinAWordAreNoIndex() {
        assertThat(Field.parse("perf.l3.misses")).isEqualTo(new Field(null, 0, "perf.l3.misses"));
    }

    @Test
    void aFieldWithoutIndexIsOfTheDomain() {
        assertThat(Field.parse("balloon.last-update")).isEqualTo(new Field(null, 0, "balloon.last-update"));
    }

    @Test
    void theFirstNumberIsTheIndex() {
        assertThat(Field.parse("block.0.rd.bytes")).isEqualTo(new Field("block", 0, "rd.bytes"));
        assertThat(Field.parse("vcpu.127.time")).isEqualTo(new Field("vcpu", 127, "time"));
        assertThat(Field.parse("cpu.cache.monitor.1.bank.0.bytes"))
                .isEqualTo(new Field("cpu.cache.monitor", 1, "bank.0.bytes"));
    }
}
