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
