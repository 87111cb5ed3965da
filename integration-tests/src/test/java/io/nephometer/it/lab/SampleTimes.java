package io.nephometer.it.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** The moments at which the samples of one meter of one resource were read. */
public record SampleTimes(List<Instant> times) {

    public static SampleTimes of(SampleConsumer subscriber, String meter, String resource) {
        return of(subscriber.samples(meter, resource).toList());
    }

    public static SampleTimes of(List<SampleConsumer.Received> samples) {
        return new SampleTimes(
                samples.stream().map(SampleConsumer.Received::timestamp).toList());
    }

    /** Returns those after a moment. */
    public SampleTimes since(Instant moment) {
        return new SampleTimes(
                times.stream().filter(time -> time.isAfter(moment)).toList());
    }

    /** Returns the longest time between two samples. */
    public Duration longest() {
        assertThat(times).hasSizeGreaterThan(1);
        return IntStream.range(1, times.size())
                .mapToObj(i -> Duration.between(times.get(i - 1), times.get(i)))
                .max(Duration::compareTo)
                .orElseThrow();
    }

    /** Returns how often ticks are missing between two samples, on the grid of ticks that fits the samples best. */
    public long gaps(Duration interval) {
        long step = interval.toMillis();
        return times.stream()
                .mapToLong(time -> gaps(step, Math.floorMod(time.toEpochMilli(), step)))
                .min()
                .orElse(0);
    }

    private long gaps(long step, long phase) {
        return IntStream.range(1, times.size())
                .filter(i -> tick(i, step, phase) - tick(i - 1, step, phase) > 1)
                .count();
    }

    /** Samples of one tick differ by some milliseconds: an eighth of an interval earlier than the grid is still its tick. */
    private long tick(int i, long step, long phase) {
        return Math.floorDiv(times.get(i).toEpochMilli() - phase + step / 8, step);
    }

    /**
     * Each tick has one sample: none is missing, none is double. After a missing tick all samples are an interval later
     * than their number implies, after a double one earlier. Single late samples do not matter, as the machine is shared.
     */
    public void assertSteady(Duration interval) {
        int count = times.size();
        assertThat(count).isGreaterThan(2);
        long step = interval.toMillis();
        for (int split = 1; split < count; split++) {
            long shift = soonest(split, count, step) - soonest(0, split, step);
            if (count - split > 1) { // else it may be late
                assertThat(shift)
                        .as("a tick is missing before %s: %s", times.get(split), times)
                        .isLessThan(step * 3 / 4);
            }
            if (split > 1) {
                assertThat(shift)
                        .as("a tick is double before %s: %s", times.get(split), times)
                        .isGreaterThan(-step * 3 / 4);
            }
        }
    }

    /** Returns the earliest moment of some samples, each shifted to the first tick. */
    private long soonest(int from, int to, long step) {
        return IntStream.range(from, to)
                .mapToLong(i -> times.get(i).toEpochMilli() - i * step)
                .min()
                .orElseThrow();
    }
}
