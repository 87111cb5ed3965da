package io.nephometer.publisher.mqtt.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Moment;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MomentFormatterTest {

    private final MomentFormatter text = new MomentFormatter();

    // spotless:off
    @ParameterizedTest
    @CsvSource({
        "0,                     0.000000000",
        "1,                     0.000000001",
        "-1,                   -0.000000001",
        "999999999,             0.999999999",
        "-1000000000,          -1.000000000",
        "9223372036854775807,   9223372036.854775807",
        "-9223372036854775808, -9223372036.854775808"
    })
    void nanosecondsBecomeSecondsExactly(long nanos, String seconds) {
        assertThat(seconds(nanos)).isEqualTo(seconds);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-01T12:00:00Z,           2026-11-01T12:00:00.000000Z",
        "2026-11-01T12:34:56.000001999Z, 2026-11-01T12:34:56.000001Z",
        "2026-11-01T23:59:59.999999999Z, 2026-11-01T23:59:59.999999Z",
        "1969-12-31T23:59:59.5Z,         1969-12-31T23:59:59.500000Z"
    })
    void theWallsTimeHasSixDigitsOfASecond(String instant, String timestamp) {
        assertThat(MomentFormatter.timestamp(Instant.parse(instant))).isEqualTo(timestamp);
    }
    // spotless:on

    @Test
    void aMomentOfTheSameSecondIsNotTheOneBefore() {
        Instant second = Instant.parse("2026-11-01T12:00:00Z");
        text.set(new Moment(second.plusNanos(1000), 1));
        text.set(new Moment(second.plusNanos(2000), 2));
        assertThat(timestamp()).isEqualTo("2026-11-01T12:00:00.000002Z");
        text.set(new Moment(second.plusSeconds(1), 2));
        assertThat(timestamp()).isEqualTo("2026-11-01T12:00:01.000000Z");
    }

    private String seconds(long nanos) {
        text.set(new Moment(Instant.EPOCH, nanos));
        return new String(text.seconds(), 0, text.secondsLength());
    }

    private String timestamp() {
        return new String(text.timestamp(), 0, text.timestampLength());
    }
}
