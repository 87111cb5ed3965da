package io.nephometer.transformer.basic;

import static io.nephometer.transformer.basic.TestSamples.cumulative;
import static io.nephometer.transformer.basic.TestSamples.flushed;
import static io.nephometer.transformer.basic.TestSamples.gauge;
import static io.nephometer.transformer.basic.TestSamples.map;
import static io.nephometer.transformer.basic.TestSamples.on;
import static io.nephometer.transformer.basic.TestSamples.total;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.ParameterException;
import io.nephometer.api.Sample;
import io.nephometer.api.Transformer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArithmeticTest {

    @Test
    void withoutAnExpressionNothingComes() throws ParameterException {
        assertThat(flushed(TestSamples.open("arithmetic", map("target", map("name", "n"))), gauge("a", 1, 0)))
                .isEmpty();
    }

    @Test
    void anIncompleteResourceIsWaitedForOverFlushes() throws ParameterException {
        Transformer sum = of("$(a) + $(b)");
        assertThat(flushed(sum, gauge("a", 1, 0), gauge("c", 5, 0))).isEmpty();
        assertThat(flushed(sum, gauge("b", 2, 10))).isEqualTo("n gauge 3.0 B r1 @10");
        assertThat(flushed(sum, gauge("b", 2, 20))).isEmpty();
        assertThat(flushed(sum, gauge("a", 1, 30), gauge("a", 4, 30))).isEqualTo("n gauge 6.0 B r1 @30");
    }

    @Test
    void howManyItHoldsIsKnown() throws ParameterException {
        Transformer sum = of("$(a) + $(b)");
        flushed(sum, gauge("a", 1, 0), on(gauge("b", 1, 0), "r2"), gauge("c", 5, 0));
        assertThat(sum.held()).isEqualTo(2);
        flushed(sum, gauge("b", 2, 10));
        assertThat(sum.held()).isEqualTo(1);
    }

    @Test
    void whatHasNoValueIsLeftOutAndTheOthersCome() throws ParameterException {
        Transformer share = of("$(a) / $(b)");
        assertThat(flushed(
                        share,
                        gauge("a", 1, 0),
                        gauge("b", 0, 0),
                        on(gauge("a", 1, 0), "r2"),
                        on(gauge("b", 4, 0), "r2")))
                .isEqualTo("n gauge 0.25 B r2 @0");
        assertThat(share.flush()).isEmpty();
    }

    /** AR-08. */
    @Test
    void theMomentIsThatOfTheLastSampleOfAnyResource() throws ParameterException {
        assertThat(flushed(of("$(a) * 2"), gauge("a", 1, 0), on(gauge("z", 1, 9), "r9")))
                .isEqualTo("n gauge 2.0 B r1 @9");
    }

    /** PX-01 to PX-04, and a name with a hyphen, which is a subtraction there. */
    @Test
    void anyMeterNameCanBeReferredTo() throws ParameterException {
        Sample cpu = TestSamples.metadata(gauge("cpu", 10, 0), Map.of("n", 4L));
        assertThat(flushed(of("$(cpu) + $(cpu.util)"), cpu, gauge("cpu.util", 5, 0)))
                .isEqualTo("n gauge 15.0 B r1 @0");
        assertThat(flushed(of("$(cpu).resource_metadata.n"), cpu)).isEqualTo("n gauge 4.0 B r1 @0");
        assertThat(flushed(of("$(class)"), gauge("class", 1, 0))).isEqualTo("n gauge 1.0 B r1 @0");
        assertThat(flushed(of("$(a_ESC) + 1"), gauge("a_ESC", 1, 0))).isEqualTo("n gauge 2.0 B r1 @0");
        assertThat(of("$(_class_ESC)").flush()).isEmpty();
        assertThat(flushed(of("$(a-b) - $(a)"), gauge("a-b", 7, 0), gauge("a", 2, 0)))
                .isEqualTo("n gauge 5.0 B r1 @0");
    }

    @Test
    void whatTheTargetDoesNotSayIsThatOfTheFirstMeter() throws ParameterException {
        Transformer sum = TestSamples.open("arithmetic", map("target", map("expr", "$(b) + $(a)")));
        Sample first = TestSamples.own(TestSamples.incarnation(cumulative("b", 2, 0), 3), Map.of("x", 1));
        sum.transform(gauge("a", 1, 0));
        sum.transform(first);
        assertThat(sum.flush()).singleElement().satisfies(sample -> {
            assertThat(sample.meter()).isEqualTo(first.meter());
            assertThat(sample.resource()).isSameAs(first.resource());
            assertThat(sample.metadata()).isEqualTo(first.metadata());
            assertThat(sample.volume()).isEqualTo(3.0);
        });
    }

    @Test
    void totalsOverDifferentDevicesHaveNoValueTogether() throws ParameterException {
        Transformer sum = of("$(a) + $(b)");
        assertThat(flushed(sum, total(gauge("a", 1, 0), "vda", "vdb"), total(gauge("b", 2, 0), "vda")))
                .isEmpty();
        assertThat(flushed(sum, total(gauge("a", 1, 10), "vda", "vdb"), total(gauge("b", 2, 10), "vdb", "vda")))
                .isEqualTo("n gauge 3.0 B r1 @10");
        assertThat(flushed(sum, total(gauge("a", 1, 20), "vda"), gauge("b", 2, 20)))
                .isEqualTo("n gauge 3.0 B r1 @20");
    }

    @Test
    void aRemovedResourceIsForgotten() throws ParameterException {
        Transformer sum = of("$(a) + $(b)");
        assertThat(flushed(sum, gauge("a", 1, 0))).isEmpty();
        assertThat(flushed(sum, on(gauge("a", 1, 26 * 3600), "r2"))).isEmpty();
        assertThat(flushed(sum, gauge("b", 1, 26 * 3600))).isEmpty();
        assertThat(flushed(sum, gauge("a", 5, 26 * 3600 + 1))).isEqualTo("n gauge 6.0 B r1 @93601");
    }

    private static Transformer of(String expression) throws ParameterException {
        return TestSamples.open("arithmetic", map("target", map("name", "n", "expr", expression)));
    }
}
