package io.nephometer.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.audit.RangeSet.Range;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RangeSetTest {

    @Test
    void nothingIsMissingFromNothing() {
        assertThat(ranges().missing(new Range(1, 3))).containsExactly(new Range(1, 3));
        assertThat(ranges(1, 2, 3).missing(new Range(1, 3))).isEmpty();
        assertThat(ranges(1, 2, 3).missing(new Range(2, 2))).isEmpty();
    }

    @Test
    void rangesThatTouchAreMerged() {
        assertThat(ranges(5, 1, 3, 2, 4).all()).containsExactly(new Range(1, 5));
    }

    @Test
    void gapsAreFoundAtBothEndsAndBetween() {
        assertThat(ranges(3, 5, 6, 9).missing(new Range(1, 10)))
                .extracting(Range::toString)
                .containsExactly("1-2", "4", "7-8", "10");
        assertThat(ranges(3, 5, 6, 9).lowestGap()).isEqualTo(new Range(4, 4));
    }

    @Test
    void itContainsTheSameNumbersAsABitSet() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            RangeSet ranges = new RangeSet();
            BitSet bits = new BitSet();
            for (int i = 0; i < 30; i++) {
                int first = random.nextInt(100);
                int last = first + random.nextInt(5);
                ranges.add(new Range(first, last));
                bits.set(first, last + 1);
            }
            assertThat(LongStream.range(0, 110).filter(ranges::contains).toArray())
                    .isEqualTo(bits.stream().asLongStream().toArray());
            int from = random.nextInt(50);
            int to = from + random.nextInt(50);
            List<Long> missing = new ArrayList<>();
            ranges.missing(new Range(from, to)).forEach(range -> LongStream.rangeClosed(range.first(), range.last())
                    .forEach(missing::add));
            assertThat(missing)
                    .containsExactlyElementsOf(LongStream.rangeClosed(from, to)
                            .filter(number -> !bits.get((int) number))
                            .boxed()
                            .toList());
            assertThat(ranges.count()).isEqualTo(ranges.all().size());
            assertThat(ranges.first()).isEqualTo(bits.nextSetBit(0));
            assertThat(ranges.last()).isEqualTo(bits.length() - 1);
        }
    }

    private static RangeSet ranges(long... numbers) {
        RangeSet ranges = new RangeSet();
        LongStream.of(numbers).forEach(ranges::add);
        return ranges;
    }
}
