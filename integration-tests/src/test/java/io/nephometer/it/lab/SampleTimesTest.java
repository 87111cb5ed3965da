package io.nephometer.it.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SampleTimesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static SampleTimes at(double... seconds) {
        return new SampleTimes(DoubleStream.of(seconds)
                .mapToObj(time -> Instant.ofEpochMilli(Math.round(time * 1000)))
                .toList());
    }

    @Test
    void aMissingTickIsFound() {
        assertThatThrownBy(() -> at(0, 1.02, 3.01, 4.03).assertSteady(SECOND))
                .hasMessageContaining("a tick is missing");
        assertThatThrownBy(() -> at(0, 2.1, 3, 4).assertSteady(SECOND)).hasMessageContaining("a tick is missing");
        assertThat(at(0, 1.02, 3.01, 4.03).gaps(SECOND)).isOne();
    }

    @Test
    void aGapIsFoundThoughTheSampleBeforeItWasReadSomeMillisecondsLate() {
        assertThat(at(54.099, 55.140, 59.126, 65.122, 71.118, 77.122).gaps(Duration.ofSeconds(2)))
                .isEqualTo(4);
    }

    @Test
    void aGapIsFoundThoughTheSampleBeforeItWasReadLate() {
        assertThat(at(0, 2.6, 6.01, 8).gaps(Duration.ofSeconds(2))).isOne();
    }

    @Test
    void theGapThatBeginsWithTheLastSampleBeforeAMomentIsFound() {
        SampleTimes times = at(1.05, 3.05, 9.146, 15.279);
        assertThat(times.around(Instant.ofEpochMilli(5_100)).gaps(Duration.ofSeconds(2)))
                .isEqualTo(2);
        assertThat(times.around(Instant.ofEpochMilli(500))).isEqualTo(times);
    }

    @Test
    void aDoubleTickIsFound() {
        assertThatThrownBy(() -> at(0, 1, 1.2, 2, 3).assertSteady(SECOND)).hasMessageContaining("a tick is double");
    }

    @Test
    void samplesMayBeLate() {
        at(57.927, 59.050, 60.152, 61.066, 62.052, 63.050, 64.054, 65.070, 66.045)
                .assertSteady(SECOND);
        at(0.1, 1.1, 3.13, 3.33, 4.1, 5.1).assertSteady(SECOND);
        at(0.9, 1.0, 2.0, 3.0).assertSteady(SECOND);
        assertThat(at(57.927, 59.050, 60.152, 61.066, 62.052).gaps(SECOND)).isZero();
    }
}
