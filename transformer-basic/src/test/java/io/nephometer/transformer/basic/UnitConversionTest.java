package io.nephometer.transformer.basic;

import static io.nephometer.transformer.basic.TestSamples.cumulative;
import static io.nephometer.transformer.basic.TestSamples.gauge;
import static io.nephometer.transformer.basic.TestSamples.map;
import static io.nephometer.transformer.basic.TestSamples.transformed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.ParameterException;
import io.nephometer.api.Sample;
import io.nephometer.api.Transformer;
import io.nephometer.transformer.basic.expression.EvaluationException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnitConversionTest {

    @Test
    void whatHasNoFiniteVolumeIsAnError() throws ParameterException {
        Transformer scaled = to("scale", "volume / resource_metadata.n");
        assertThatThrownBy(() -> scaled.transform(gauge("m", 3, 0)))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining("'/' has no meaning between a number and a missing value");
        assertThatThrownBy(() -> to("scale", 1e308).transform(gauge("m", 100, 0)))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> to("unit", "X").transform(gauge("m", Double.NaN, 0)))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void aMappedNameThatIsNotAMeterNameIsAnError() throws ParameterException {
        Transformer mapped = mapping("^m", " m");
        assertThatThrownBy(() -> mapped.transform(gauge("m", 3, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a valid meter name");
        assertThat(transformed(mapped, gauge("n", 3, 0))).isEqualTo("n gauge 3 B r1 @0");
    }

    @Test
    void withoutAScaleTheVolumeStays() throws ParameterException {
        for (Object none : new Object[] {null, 0L, 0.0, "", false}) {
            assertThat(transformed(to("scale", none), gauge("m", 3, 0))).isEqualTo("m gauge 3 B r1 @0");
        }
        assertThat(transformed(TestSamples.open("unit_conversion", Map.of()), gauge("m", 3, 0)))
                .isEqualTo("m gauge 3 B r1 @0");
    }

    @Test
    void aNumberIsAFactor() throws ParameterException {
        assertThat(transformed(to("scale", 8L), gauge("m", 3, 0))).isEqualTo("m gauge 24 B r1 @0");
        assertThat(transformed(to("scale", 0.5), gauge("m", 3, 0))).isEqualTo("m gauge 1.5 B r1 @0");
        assertThat(transformed(to("scale", 2L), gauge("m", Long.MAX_VALUE, 0)))
                .isEqualTo("m gauge 18446744073709551614 B r1 @0");
    }

    @Test
    void whatIsAboveMaxIsMax() throws ParameterException {
        assertThat(transformed(to("max", 100L), gauge("m", 100.5, 0), gauge("m", 99.5, 0)))
                .isEqualTo("m gauge 100 B r1 @0; m gauge 99.5 B r1 @0");
        assertThat(transformed(to("max", 0L), gauge("m", 100.5, 0))).isEqualTo("m gauge 100.5 B r1 @0");
    }

    @Test
    void onlyTheSourcesUnitIsConverted() throws ParameterException {
        Sample sample = gauge("m", 3, 0);
        Transformer other =
                TestSamples.open("unit_conversion", map("source", map("unit", "KB"), "target", map("scale", 2L)));
        assertThat(other.transform(sample)).singleElement().isSameAs(sample);
        Transformer same =
                TestSamples.open("unit_conversion", map("source", map("unit", "B"), "target", map("scale", 2L)));
        assertThat(transformed(same, sample)).isEqualTo("m gauge 6 B r1 @0");
    }

    @Test
    void whatMapsToNothingIsNamedByTheTarget() throws ParameterException {
        Transformer named = TestSamples.open(
                "unit_conversion",
                map(
                        "source", map("map_from", map("name", "m", "unit", "B")),
                        "target", map("map_to", map("name", "", "unit", ""), "name", "n", "unit", null)));
        assertThat(transformed(named, gauge("m", 3, 0), gauge("x", 3, 0)))
                .isEqualTo("n gauge 3 B r1 @0; x gauge 3 B r1 @0");
    }

    @Test
    void theTargetsNameIsThatOfWhatIsNotMapped() throws ParameterException {
        Transformer named = TestSamples.open(
                "unit_conversion",
                map(
                        "source", map("map_from", map("unit", "B")),
                        "target", map("map_to", map("unit", "byte"), "name", "n", "type", "delta")));
        assertThat(transformed(named, cumulative("m", 3, 0))).isEqualTo("n delta 3 byte r1 @0");
    }

    @Test
    void theRestOfTheSampleStays() throws ParameterException {
        Sample sample = TestSamples.own(
                TestSamples.incarnation(TestSamples.metadata(gauge("m", 3, 5), Map.of("a", 1)), 7), Map.of("b", 2));
        Sample converted = to("name", "n").transform(sample).get(0);
        assertThat(converted.resource()).isSameAs(sample.resource());
        assertThat(converted.read()).isEqualTo(sample.read());
        assertThat(converted.metadata()).isEqualTo(sample.metadata());
    }

    private static Transformer to(String key, Object value) throws ParameterException {
        return TestSamples.open("unit_conversion", map("target", map(key, value)));
    }

    private static Transformer mapping(String from, String to) throws ParameterException {
        return TestSamples.open(
                "unit_conversion",
                map("source", map("map_from", map("name", from)), "target", map("map_to", map("name", to))));
    }
}
