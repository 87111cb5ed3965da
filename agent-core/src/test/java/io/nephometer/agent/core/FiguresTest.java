package io.nephometer.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void whatIsNotKnownIsADashAndNoZero() {
        assertThat(Figures.bytes(OptionalDouble.empty())).isEqualTo("-");
        assertThat(Figures.number(OptionalDouble.empty(), 1)).isEqualTo("-");
        assertThat(Figures.number(OptionalDouble.of(0), 1)).isEqualTo("0.0");
    }

    @Test
    void bytesHaveAUnitThatKeepsThemShort() {
        assertThat(Figures.bytes(0)).isEqualTo("0 B");
        assertThat(Figures.bytes(999)).isEqualTo("999 B");
        assertThat(Figures.bytes(1000)).isEqualTo("1.0 KiB");
        assertThat(Figures.bytes(1023 * 1024)).isEqualTo("1.0 MiB");
        assertThat(Figures.bytes(84 * 1024 * 1024)).isEqualTo("84 MiB");
        assertThat(Figures.bytes(9.97 * 1024)).isEqualTo("10 KiB");
    }

    @Test
    void timesGoFromMicrosecondsToSeconds() {
        assertThat(Figures.time(Duration.ofNanos(310_400))).isEqualTo("310 µs");
        assertThat(Figures.time(Duration.ofNanos(999_900))).isEqualTo("1.0 ms");
        assertThat(Figures.time(Duration.ofMillis(34))).isEqualTo("34 ms");
        assertThat(Figures.time(Duration.ofMillis(2_100))).isEqualTo("2.1 s");
    }
}
