package io.nephometer.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeterTest {

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "cpu.", ".cpu", "cpu..util", "1cpu", "cpu util", "cpu/util", "cpü", "cpu\n"})
    void aNameOutsideTheGrammarIsRefused(String name) {
        assertThatThrownBy(() -> Meter.gauge(name, "%"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "'");
    }

    @Test
    void aRateNeedsACounter() {
        assertThatThrownBy(() -> Meter.rate("disk.iops", "count/s")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aQuotientNeedsCountersOnBothSides() {
        assertThatThrownBy(() -> Meter.quotient("disk.latency", "ms", List.of(), List.of("disk.read.requests"), 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Meter.quotient("disk.latency", "ms", List.of("disk.read.latency"), List.of(), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "cpu_l3_cache", "disk.read.bytes.rate", "compute.node.disk-2.0"})
    void aNameIsWordsJoinedByDots(String name) {
        assertThat(Meter.gauge(name, "%").name()).isEqualTo(name);
    }

    @Test
    void aDerivedMeterNamesTheCountersThatItNeeds() {
        assertThat(Meter.gauge("vcpus", "vcpu").isDerived()).isFalse();
        assertThat(counters(Meter.rate("disk.iops", "count/s", "disk.read.requests", "disk.write.requests")))
                .containsExactly("disk.read.requests", "disk.write.requests");
        assertThat(counters(Meter.delta("network.incoming.bytes.delta", "B", "network.incoming.bytes")))
                .containsExactly("network.incoming.bytes");
        assertThat(counters(Meter.quotient("q", "ms", List.of("a"), List.of("b", "c"), 1e-6)))
                .containsExactly("a", "b", "c");
        assertThat(counters(Meter.utilisation("cpu_util", "cpu", "cpu_number"))).containsExactly("cpu");
    }

    @Test
    void typesAreWrittenInLowerCase() {
        assertThat(Meter.cumulative("cpu", "ns").type()).hasToString("cumulative");
    }

    private static List<String> counters(Meter meter) {
        return meter.formula().orElseThrow().counters();
    }
}
