package io.nephometer.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class MomentTest {

    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

    @Test
    void theMiddleIsRightWhereTheMonotonicClockWraps() {
        Moment middle = Moment.between(
                new Moment(NOON, Long.MAX_VALUE - 10), new Moment(NOON.plusNanos(30), Long.MIN_VALUE + 19));
        assertThat(middle).isEqualTo(new Moment(NOON.plusNanos(15), Long.MIN_VALUE + 4));
    }

    @Test
    void theMiddleIsMeasuredOnTheMonotonicClockEvenIfTheWallClockWasSetBack() {
        Moment middle = Moment.between(new Moment(NOON, 1_000), new Moment(NOON.minusSeconds(3600), 3_000));
        assertThat(middle).isEqualTo(new Moment(NOON.plusNanos(1_000), 2_000));
    }
}
