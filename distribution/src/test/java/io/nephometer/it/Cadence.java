package io.nephometer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** When the samples of one meter of one resource were read. */
record Cadence(List<Instant> times) {

    static Cadence of(Subscriber subscriber, String meter, String resource) {
        return of(subscriber.samples(meter, resource).toList());
    }

    static Cadence of(List<Subscriber.Received> samples) {
        return new Cadence(samples.stream().map(Subscriber.Received::timestamp).toList());
    }

    /**
     * One sample a tick: none is missing, none is there twice. How late after its tick a sample was read does not matter, as
     * long as it is before the next one: the machine has other things to do.
     */
    void isSteady(Duration interval) {
        assertThat(times).hasSizeGreaterThan(2);
        long step = interval.toMillis();
        long phase = phase(step);
        for (int i = 1; i < times.size(); i++) {
            assertThat(tick(i, step, phase) - tick(i - 1, step, phase))
                    .as("ticks from %s to %s", times.get(i - 1), times.get(i))
                    .isOne();
        }
    }

    private long tick(int i, long step, long phase) {
        return Math.floorDiv(times.get(i).toEpochMilli() - phase, step);
    }

    /** Of the grid: that after which all samples are read the soonest. */
    private long phase(long step) {
        return times.stream()
                .map(time -> Math.floorMod(time.toEpochMilli(), step))
                .min(Comparator.comparingLong(candidate -> times.stream()
                        .mapToLong(time -> Math.floorMod(time.toEpochMilli() - candidate, step))
                        .sum()))
                .orElseThrow();
    }
}
