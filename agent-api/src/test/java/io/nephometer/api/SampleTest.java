package io.nephometer.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SampleTest {

    private static final Meter GAUGE = Meter.gauge("memory.usage", "MiB");
    private static final Meter COUNTER = Meter.cumulative("cpu", "ns");

    @Test
    void whatIsNoFiniteNumberIsUnsound() {
        assertThat(of(GAUGE, Double.NaN).isSound()).isFalse();
        assertThat(of(GAUGE, Double.POSITIVE_INFINITY).isSound()).isFalse();
        assertThat(of(GAUGE, null).isSound()).isFalse();
        assertThat(of(GAUGE, 1.5f).isSound()).isFalse();
    }

    @Test
    void onlyACounterCannotBeNegative() {
        assertThat(of(COUNTER, -1L).isSound()).isFalse();
        assertThat(of(GAUGE, -1L).isSound()).isTrue();
    }

    @Test
    void anUnsignedNumberAboveLongIsSound() {
        assertThat(of(COUNTER, BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE))
                        .isSound())
                .isTrue();
    }

    @Test
    void itsMetadataDoesNotChangeWithTheMapThatItWasMadeFrom() {
        Map<String, Object> metadata = new HashMap<>(Map.of("cpu_number", 2L));
        Sample sample = new Sample(COUNTER, Resource.of("u1", Map.of()), 1L, new Moment(Instant.EPOCH, 0), metadata);
        metadata.clear();
        assertThat(sample.metadata()).containsEntry("cpu_number", 2L);
    }

    @Test
    void onlyATotalIsOverDevices() {
        assertThat(of(COUNTER, 1L).devices()).isEmpty();
        assertThat(with("device", "sda").devices()).isEmpty();
        assertThat(with("device", List.of("vdb", "vda")).devices()).containsExactlyInAnyOrder("vda", "vdb");
    }

    private static Sample with(String key, Object value) {
        Moment read = new Moment(Instant.EPOCH, 0);
        return new Sample(COUNTER, Resource.of("u1", Map.of()), 1L, read, Map.of(key, value));
    }

    private static Sample of(Meter meter, Number volume) {
        return Sample.of(meter, Resource.of("u1", Map.of()), volume, new Moment(Instant.EPOCH, 0));
    }
}
