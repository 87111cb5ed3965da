package io.nephometer.transformer.basic;

import static io.nephometer.transformer.basic.TestSamples.flushed;
import static io.nephometer.transformer.basic.TestSamples.gauge;
import static io.nephometer.transformer.basic.TestSamples.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.ParameterException;
import io.nephometer.api.Transformer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccumulatorTest {

    @Test
    void ofSizeZeroItLetsPassAndFlushesNothing() throws ParameterException {
        Transformer none = TestSamples.open("accumulator", map("size", 0L));
        assertThat(flushed(none, gauge("a", 1, 0))).isEqualTo("a gauge 1 B r1 @0; ");
        assertThat(none.flush()).isEmpty();
    }

    @Test
    void nothingComesBeforeThereIsEnough() throws ParameterException {
        Transformer two = TestSamples.open("accumulator", map("size", "2"));
        assertThat(flushed(two, gauge("a", 1, 0))).isEmpty();
        assertThat(flushed(two, gauge("a", 2, 1), gauge("a", 3, 2)))
                .isEqualTo("a gauge 1 B r1 @0; a gauge 2 B r1 @1; a gauge 3 B r1 @2");
        assertThat(two.flush()).isEmpty();
    }

    @Test
    void howManyItHoldsIsKnown() throws ParameterException {
        Transformer three = TestSamples.open("accumulator", map("size", 3L));
        flushed(three, gauge("a", 1, 0), gauge("a", 2, 1));
        assertThat(three.held()).isEqualTo(2);
        flushed(three, gauge("a", 3, 2));
        assertThat(three.held()).isZero();
    }

    @Test
    void byDefaultEachFlushLetsAllGo() throws ParameterException {
        Transformer one = TestSamples.open("accumulator", Map.of());
        assertThat(one.flush()).isEmpty();
        assertThat(flushed(one, gauge("a", 1, 0))).isEqualTo("a gauge 1 B r1 @0");
    }
}
