package io.nephometer.agent.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void alignedTurnsLieOnWholeMultiplesOfTheInterval() {
        Schedule schedule = Schedule.of(MINUTE, true, "any");
        assertThat(schedule.after(NOON.plusSeconds(1))).isEqualTo(NOON.plusSeconds(60));
        assertThat(schedule.after(NOON)).isEqualTo(NOON.plusSeconds(60));
        assertThat(schedule.after(NOON.minusMillis(1))).isEqualTo(NOON);
    }

    @Test
    void eachHostHasItsOwnStableOffset() {
        Schedule schedule = Schedule.of(MINUTE, false, "host-1");
        assertThat(schedule).isEqualTo(Schedule.of(MINUTE, false, "host-1"));
        Instant due = schedule.after(NOON);
        assertThat(due).isBetween(NOON, NOON.plusSeconds(60));
        assertThat(schedule.after(due)).isEqualTo(due.plusSeconds(60));
    }

    @Test
    void aFleetIsSpreadOverTheInterval() {
        long[] perSixth = new long[6];
        IntStream.range(0, 600)
                .forEach(i -> perSixth[
                        (int) (Schedule.of(MINUTE, false, "compute-" + i)
                                        .phase()
                                        .toSeconds()
                                / 10)]++);
        for (long hosts : perSixth) {
            assertThat(hosts).isBetween(60L, 140L);
        }
    }
}
