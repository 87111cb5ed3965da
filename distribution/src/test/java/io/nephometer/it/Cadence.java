package io.nephometer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** When the samples of one meter of one resource were read. */
record Cadence(List<Instant> times) {

    static Cadence of(Subscriber subscriber, String meter, String resource) {
        return of(subscriber.samples(meter, resource).toList());
    }

    static Cadence of(List<Subscriber.Received> samples) {
        return new Cadence(samples.stream().map(Subscriber.Received::timestamp).toList());
    }

    /** Only what was read after some moment. */
    Cadence since(Instant moment) {
        return new Cadence(times.stream().filter(time -> time.isAfter(moment)).toList());
    }

    /** The longest time between two samples. */
    Duration longest() {
        assertThat(times).hasSizeGreaterThan(1);
        return IntStream.range(1, times.size())
                .mapToObj(i -> Duration.between(times.get(i - 1), times.get(i)))
                .max(Duration::compareTo)
                .orElseThrow();
    }

    /** How often ticks are missing between two samples. */
    long gaps(Duration interval) {
        long step = interval.toMillis();
        long phase = phase(step);
        return IntStream.range(1, times.size())
                .filter(i -> tick(i, step, phase) - tick(i - 1, step, phase) > 1)
                .count();
    }

    /**
     * One sample a tick: none is missing, none is there twice. How late after its tick a sample was read does not matter,
     * as long as it is before the one after the next and those behind it catch up: the machine has other things to do.
     */
    void isSteady(Duration interval) {
        assertThat(times).hasSizeGreaterThan(2);
        long step = interval.toMillis();
        long phase = phase(step);
        long first = tick(0, step, phase);
        int last = times.size() - 1;
        for (int i = 1; i <= last; i++) {
            assertThat(tick(i, step, phase) - first - i)
                    .as("ticks without a sample before that of %s, of %s", times.get(i), times)
                    .isBetween(0L, i < last ? 1L : 0L);
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
