package io.nephometer.transformer.basic;

import static io.nephometer.transformer.basic.TestSamples.cumulative;
import static io.nephometer.transformer.basic.TestSamples.gauge;
import static io.nephometer.transformer.basic.TestSamples.incarnation;
import static io.nephometer.transformer.basic.TestSamples.map;
import static io.nephometer.transformer.basic.TestSamples.total;
import static io.nephometer.transformer.basic.TestSamples.transformed;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.ParameterException;
import io.nephometer.api.Sample;
import io.nephometer.api.Transformer;
import java.math.BigInteger;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeltaTest {

    @Test
    void anotherIncarnationIsANewBaseline() throws ParameterException {
        assertThat(transformed(
                        plain(),
                        incarnation(cumulative("x", 100, 0), 1),
                        incarnation(cumulative("x", 5, 10), 2),
                        incarnation(cumulative("x", 7, 20), 2)))
                .isEqualTo("x delta 2 B r1 @20");
    }

    @Test
    void aTotalOverOtherDevicesIsANewBaseline() throws ParameterException {
        assertThat(transformed(
                        plain(),
                        total(gauge("x", 100, 0), "vda"),
                        total(gauge("x", 500, 10), "vda", "vdb"),
                        total(gauge("x", 507, 20), "vda", "vdb")))
                .isEqualTo("x delta 7 B r1 @20");
    }

    @Test
    void withGrowthOnlyADecreaseGivesNoSampleButTheNewBaseline() throws ParameterException {
        Transformer growing = TestSamples.open("delta", map("growth_only", true));
        assertThat(transformed(growing, gauge("x", 10, 0), gauge("x", 4, 1), gauge("x", 4, 2), gauge("x", 6.5, 3)))
                .isEqualTo("x delta 0 B r1 @2; x delta 2.5 B r1 @3");
    }

    @Test
    void ofTheTargetOnlyTheNameCounts() throws ParameterException {
        Transformer named = TestSamples.open(
                "delta", map("target", map("name", "n", "unit", "u", "type", "gauge", "scale", "2", "max", 1L)));
        assertThat(transformed(named, cumulative("x", 10, 0), cumulative("x", 15, 1)))
                .isEqualTo("n delta 5 B r1 @1");
        Transformer mapped = TestSamples.open(
                "delta",
                map("source", map("map_from", map("name", "$")), "target", map("map_to", map("name", ".delta"))));
        assertThat(transformed(mapped, cumulative("x", 10, 0), cumulative("x", 15, 1)))
                .isEqualTo("x.delta delta 5 B r1 @1");
    }

    @Test
    void wholeNumbersStayExact() throws ParameterException {
        BigInteger big = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
        Sample[] samples = {cumulative("x", big.subtract(BigInteger.TEN), 0), cumulative("x", big, 1)};
        assertThat(transformed(plain(), samples)).isEqualTo("x delta 10 B r1 @1");
        assertThat(transformed(plain(), gauge("x", Long.MIN_VALUE, 0), gauge("x", Long.MAX_VALUE, 1)))
                .isEqualTo("x delta 18446744073709551615 B r1 @1");
    }

    private static Transformer plain() throws ParameterException {
        return TestSamples.open("delta", Map.of());
    }
}
