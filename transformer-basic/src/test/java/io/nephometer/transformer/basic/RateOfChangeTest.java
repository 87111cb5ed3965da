package io.nephometer.transformer.basic;

import static io.nephometer.transformer.basic.TestSamples.cumulative;
import static io.nephometer.transformer.basic.TestSamples.gauge;
import static io.nephometer.transformer.basic.TestSamples.incarnation;
import static io.nephometer.transformer.basic.TestSamples.map;
import static io.nephometer.transformer.basic.TestSamples.on;
import static io.nephometer.transformer.basic.TestSamples.total;
import static io.nephometer.transformer.basic.TestSamples.transformed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Moment;
import io.nephometer.api.ParameterException;
import io.nephometer.api.Sample;
import io.nephometer.api.Transformer;
import io.nephometer.transformer.basic.expression.EvaluationException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateOfChangeTest {

    @Test
    void theFirstSampleHasNoRate() throws ParameterException {
        assertThat(transformed(plain(), cumulative("x", 1, 0))).isEmpty();
    }

    @Test
    void aSampleOfAnotherIncarnationIsANewBaseline() throws ParameterException {
        assertThat(transformed(
                        plain(),
                        incarnation(cumulative("x", 100, 0), 1),
                        incarnation(cumulative("x", 5, 10), 2),
                        incarnation(cumulative("x", 25, 20), 2)))
                .isEqualTo("x cumulative 2.0 B r1 @20");
    }

    @Test
    void anEarlierSampleIsDroppedAndTheNewerPredecessorKept() throws ParameterException {
        assertThat(transformed(
                        plain(),
                        cumulative("x", 10, 10),
                        cumulative("x", 5, 5),
                        incarnation(cumulative("x", 1, 6), 9),
                        cumulative("x", 30, 20)))
                .isEqualTo("x cumulative 2.0 B r1 @20");
    }

    @Test
    void theDurationIsThatOfTheMonotonicClock() throws ParameterException {
        Sample first = cumulative("x", 10, 0);
        Moment steppedBack = new Moment(Instant.EPOCH, 10_000_000_000L);
        Sample second = new Sample(first.meter(), first.resource(), 20L, steppedBack, Map.of());
        assertThat(transformed(plain(), first, second)).isEqualTo("x cumulative 1.0 B r1 @10");
    }

    /** RC-18: there, the keys of both are {@code abc}. */
    @Test
    void meterAndResourceAreNotMixedUp() throws ParameterException {
        assertThat(transformed(
                        plain(),
                        on(cumulative("ab", 1, 0), "c"),
                        on(cumulative("a", 100, 10), "bc"),
                        on(cumulative("ab", 11, 10), "c")))
                .isEqualTo("ab cumulative 1.0 B c @10");
    }

    /** RC-16. */
    @Test
    void aNumberAsScaleMultipliesByTheVolumeToo() throws ParameterException {
        Sample[] samples = {cumulative("x", 10, 0), cumulative("x", 20, 10)};
        assertThat(transformed(to("scale", 2L), samples)).isEqualTo("x cumulative 40.0 B r1 @10");
        assertThat(transformed(to("scale", "2"), samples)).isEqualTo("x cumulative 2.0 B r1 @10");
        assertThat(transformed(to("scale", ""), samples)).isEqualTo("x cumulative 1.0 B r1 @10");
        assertThat(transformed(to("scale", 0L), samples)).isEqualTo("x cumulative 1.0 B r1 @10");
    }

    /** RC-22. */
    @Test
    void whileTheMonotonicClockIsBehindNothingComes() throws ParameterException {
        assertThat(transformed(
                        plain(),
                        cumulative("x", 1, 1000),
                        cumulative("x", 2, 5),
                        cumulative("x", 3, 15),
                        cumulative("x", 11, 1010)))
                .isEqualTo("x cumulative 1.0 B r1 @1010");
    }

    @Test
    void aCounterThatFellBeganAtZero() throws ParameterException {
        assertThat(transformed(plain(), cumulative("x", 100, 0), cumulative("x", 20, 10)))
                .isEqualTo("x cumulative 2.0 B r1 @10");
    }

    @Test
    void aTotalOverOtherDevicesIsANewBaseline() throws ParameterException {
        assertThat(transformed(
                        plain(),
                        total(cumulative("x", 393_728, 0), "vda", "vdb"),
                        total(cumulative("x", 209_920, 10), "vda"),
                        total(cumulative("x", 209_940, 20), "vda"),
                        total(cumulative("x", 900_000, 30), "vda", "vdc"),
                        total(cumulative("x", 900_010, 40), "vdc", "vda")))
                .isEqualTo("x cumulative 2.0 B r1 @20; x cumulative 1.0 B r1 @40");
    }

    @Test
    void aGaugeMayFall() throws ParameterException {
        assertThat(transformed(plain(), gauge("x", 100, 0), gauge("x", 20, 10))).isEqualTo("x gauge -8.0 B r1 @10");
    }

    @Test
    void inNoTimeTheRateIsZero() throws ParameterException {
        assertThat(transformed(plain(), cumulative("x", 1, 0), cumulative("x", 9, 0)))
                .isEqualTo("x cumulative 0.0 B r1 @0");
    }

    @Test
    void whatIsAboveMaxIsMax() throws ParameterException {
        assertThat(transformed(to("max", 100L), cumulative("x", 0, 0), cumulative("x", 5000, 10)))
                .isEqualTo("x cumulative 100 B r1 @10");
    }

    @Test
    void aScaleThatFailsLosesOneSampleOnly() throws ParameterException {
        Transformer weighted = to("scale", "resource_metadata.weight * 2");
        Sample first = cumulative("x", 0, 0);
        Sample second = cumulative("x", 10, 10);
        Sample third = TestSamples.metadata(cumulative("x", 30, 20), Map.of("weight", 1L));
        assertThat(weighted.transform(first)).isEmpty();
        assertThatThrownBy(() -> weighted.transform(second)).isInstanceOf(EvaluationException.class);
        assertThat(transformed(weighted, third)).isEqualTo("x cumulative 4.0 B r1 @20");
    }

    @Test
    void bigCountersLoseNothing() throws ParameterException {
        Sample[] samples = {cumulative("x", Long.MAX_VALUE - 10, 0), cumulative("x", Long.MAX_VALUE, 10)};
        assertThat(transformed(plain(), samples)).isEqualTo("x cumulative 1.0 B r1 @10");
    }

    @Test
    void theNamesOfCeilometersOwnPipelineAreMapped() throws ParameterException {
        Transformer rates = TestSamples.open(
                "rate_of_change",
                map(
                        "source",
                        map(
                                "map_from",
                                map(
                                        "name",
                                        "(disk\\.device|disk)\\.(read|write)\\.(bytes|requests)",
                                        "unit",
                                        "(B|request)")),
                        "target",
                        map("map_to", map("name", "\\1.\\2.\\3.rate", "unit", "\\1/s"), "type", "gauge")));
        assertThat(transformed(
                        rates,
                        cumulative("disk.device.read.bytes", 0, 0),
                        cumulative("disk.device.read.bytes", 30, 10)))
                .isEqualTo("disk.device.read.bytes.rate gauge 3.0 B/s r1 @10");
    }

    private static Transformer plain() throws ParameterException {
        return TestSamples.open("rate_of_change", Map.of());
    }

    private static Transformer to(String key, Object value) throws ParameterException {
        return TestSamples.open("rate_of_change", map("target", map(key, value)));
    }
}
