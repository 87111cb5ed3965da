package io.nephometer.transformer.basic;

import static io.nephometer.transformer.basic.TestSamples.cumulative;
import static io.nephometer.transformer.basic.TestSamples.delta;
import static io.nephometer.transformer.basic.TestSamples.flushed;
import static io.nephometer.transformer.basic.TestSamples.gauge;
import static io.nephometer.transformer.basic.TestSamples.map;
import static io.nephometer.transformer.basic.TestSamples.on;
import static io.nephometer.transformer.basic.TestSamples.owner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Moment;
import io.nephometer.api.Owner;
import io.nephometer.api.ParameterException;
import io.nephometer.api.Sample;
import io.nephometer.api.Transformer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AggregatorTest {

    private Moment now = TestSamples.moment(0);

    @Test
    void aSampleThatCannotBeConvertedIsNotCounted() throws ParameterException {
        Transformer two = open("size", 2L, "target", map("scale", "volume / resource_metadata.n"));
        assertThatThrownBy(() -> two.transform(gauge("g", 1, 0))).isInstanceOf(RuntimeException.class);
        Sample good = TestSamples.metadata(gauge("g", 6, 1), Map.of("n", 2L));
        assertThat(flushed(two, good)).isEmpty();
        assertThat(flushed(two, good)).isEqualTo("g gauge 3.0 B r1 @1");
    }

    @Test
    void howManyItHoldsIsKnown() throws ParameterException {
        Transformer three = open("size", 3L);
        flushed(three, gauge("g", 1, 0), gauge("g", 2, 1));
        assertThat(three.held()).isEqualTo(2);
        flushed(three, gauge("h", 3, 2));
        assertThat(three.held()).isZero();
    }

    @Test
    void withoutSamplesNothingComes() throws ParameterException {
        assertThat(open().flush()).isEmpty();
    }

    /** AG-16, AG-23: there, the mean divides by the count of the new name, which is 0, forever. */
    @Test
    void aRenamedGaugeIsAveraged() throws ParameterException {
        Transformer renaming = open("size", 2L, "target", map("name", "renamed"));
        assertThat(flushed(renaming, gauge("g", 2, 0), gauge("g", 4, 5))).isEqualTo("renamed gauge 3.0 B r1 @0");
        assertThat(flushed(renaming, gauge("g", 6, 10))).isEmpty();
        assertThat(flushed(renaming, gauge("g", 8, 15))).isEqualTo("renamed gauge 7.0 B r1 @10");
    }

    /** AG-26. */
    @Test
    void theIncomingTypeDecidesHowToAddAndTheOutgoingTypeWhetherToDivide() throws ParameterException {
        assertThat(flushed(open("target", map("type", "gauge")), delta("d", 2, 0), delta("d", 4, 1)))
                .isEqualTo("d gauge 3.0 B r1 @0");
        assertThat(flushed(open("target", map("type", "gauge")), cumulative("c", 2, 0), cumulative("c", 4, 1)))
                .isEqualTo("c gauge 2.0 B r1 @0");
        assertThat(flushed(open("target", map("type", "delta")), gauge("g", 2, 0), gauge("g", 4, 1)))
                .isEqualTo("g delta 6 B r1 @0");
    }

    @Test
    void theScaleIsAppliedToEachSample() throws ParameterException {
        assertThat(flushed(open("target", map("scale", "volume ** 2")), delta("d", 2, 0), delta("d", 3, 1)))
                .isEqualTo("d delta 13 B r1 @0");
    }

    @Test
    void sizeCountsTheSamplesOfAll() throws ParameterException {
        Transformer three = open("size", "3");
        assertThat(flushed(three, gauge("a", 1, 0), gauge("b", 2, 0))).isEmpty();
        assertThat(flushed(three, on(gauge("a", 3, 0), "r2")))
                .isEqualTo("a gauge 1.0 B r1 @0; b gauge 2.0 B r1 @0; a gauge 3.0 B r2 @0");
    }

    @Test
    void meterAndResourceAreNotMixedUp() throws ParameterException {
        assertThat(flushed(open(), on(delta("a-b", 1, 0), "c"), on(delta("a", 2, 0), "b-c")))
                .isEqualTo("a-b delta 1 B c @0; a delta 2 B b-c @0");
    }

    @Test
    void withRetentionAloneOnlyTimeCounts() throws ParameterException {
        for (Object none : new Object[] {0L, null, "0"}) {
            now = TestSamples.moment(70);
            Transformer minute = open("size", none, "retention_time", "60");
            assertThat(flushed(minute, delta("d", 1, 10), delta("d", 2, 20))).isEmpty();
            now = TestSamples.moment(70.1);
            assertThat(flushed(minute)).isEqualTo("d delta 3 B r1 @10");
            assertThat(flushed(minute)).isEmpty();
        }
    }

    @Test
    void withNeitherEachFlushLetsGo() throws ParameterException {
        assertThat(flushed(open("size", 0L), delta("d", 1, 10))).isEqualTo("d delta 1 B r1 @10");
    }

    @Test
    void theLastMomentIsChosenIfWanted() throws ParameterException {
        assertThat(flushed(open("timestamp", "last"), delta("d", 1, 10), delta("d", 2, 20)))
                .isEqualTo("d delta 3 B r1 @20");
    }

    @Test
    void maxCapsTheFirstSampleOnly() throws ParameterException {
        Transformer capped = open("target", map("max", 10L));
        assertThat(flushed(capped, delta("d", 11, 0), delta("d", 12, 1))).isEqualTo("d delta 22 B r1 @0");
    }

    @Test
    void anUnknownOwnerStaysUnknown() throws ParameterException {
        Transformer one = open();
        one.transform(owner(delta("d", 1, 0), null, null));
        one.transform(owner(delta("d", 1, 0), null, null));
        assertThat(one.flush()).singleElement().satisfies(sample -> {
            assertThat(sample.resource().owner()).isEqualTo(Owner.UNKNOWN);
            assertThat(sample.volume()).isEqualTo(2L);
        });
    }

    @Test
    void droppedMetadataIsLeftOutAndTheIncarnationStays() throws ParameterException {
        Sample sample = TestSamples.own(
                TestSamples.incarnation(TestSamples.metadata(delta("d", 1L, 0), Map.of("a", 1)), 4),
                Map.of("cpu_number", 2));
        Transformer bare = open("resource_metadata", "drop");
        bare.transform(sample);
        assertThat(bare.flush()).singleElement().satisfies(merged -> {
            assertThat(merged.resource().metadata()).isEmpty();
            assertThat(merged.metadata()).isEmpty();
            assertThat(merged.resource().incarnation()).isEqualTo(4);
        });
        Transformer full = open();
        full.transform(sample);
        assertThat(full.flush()).containsExactly(sample);
    }

    @Test
    void theDevicesOfATotalAreThoseOfTheVolumeThatStays() throws ParameterException {
        for (String policy : new String[] {"first", "last", "drop"}) {
            Transformer two = open("size", 2L, "resource_metadata", policy);
            two.transform(TestSamples.total(cumulative("c", 900, 0), "vda", "vdb"));
            two.transform(TestSamples.total(cumulative("c", 5, 10), "vda"));
            assertThat(two.flush()).singleElement().satisfies(merged -> {
                assertThat(merged.volume()).isEqualTo(5L);
                assertThat(merged.devices()).containsExactly("vda");
            });
        }
    }

    private Transformer open(Object... parameters) throws ParameterException {
        return new AggregatorFactory(() -> now).open(map(parameters));
    }
}
