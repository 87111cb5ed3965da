package io.nephometer.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class HumanNumbersTest {

    @Test
    void whatIsNotKnownIsADashAndNoZero() {
        assertThat(HumanNumbers.bytes(OptionalDouble.empty())).isEqualTo("-");
        assertThat(HumanNumbers.number(OptionalDouble.empty(), 1)).isEqualTo("-");
        assertThat(HumanNumbers.number(OptionalDouble.of(0), 1)).isEqualTo("0.0");
    }

    @Test
    void bytesHaveAUnitThatKeepsThemShort() {
        assertThat(HumanNumbers.bytes(0)).isEqualTo("0 B");
        assertThat(HumanNumbers.bytes(999)).isEqualTo("999 B");
        assertThat(HumanNumbers.bytes(1000)).isEqualTo("1.0 KiB");
        assertThat(HumanNumbers.bytes(1023 * 1024)).isEqualTo("1.0 MiB");
        assertThat(HumanNumbers.bytes(84 * 1024 * 1024)).isEqualTo("84 MiB");
        assertThat(HumanNumbers.bytes(9.97 * 1024)).isEqualTo("10 KiB");
    }

    @Test
    void timesGoFromMicrosecondsToSeconds() {
        assertThat(HumanNumbers.time(Duration.ofNanos(310_400))).isEqualTo("310 µs");
        assertThat(HumanNumbers.time(Duration.ofNanos(999_900))).isEqualTo("1.0 ms");
        assertThat(HumanNumbers.time(Duration.ofMillis(34))).isEqualTo("34 ms");
        assertThat(HumanNumbers.time(Duration.ofMillis(2_100))).isEqualTo("2.1 s");
    }

    @Test
    void whatWasComputedIsRounded() {
        assertThat(HumanNumbers.volume(49.88557123456)).isEqualTo("49.88557");
        assertThat(HumanNumbers.volume(50.0)).isEqualTo("50");
        assertThat(HumanNumbers.volume(0.0)).isEqualTo("0");
        assertThat(HumanNumbers.volume(1e300)).isEqualTo("1E+300");
        assertThat(HumanNumbers.volume(123_456_789_012L)).isEqualTo("123456789012");
    }
}
