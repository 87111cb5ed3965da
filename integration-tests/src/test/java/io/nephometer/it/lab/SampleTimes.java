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

    /** Returns the last one before a moment, if there is one, and all after it. */
    public SampleTimes around(Instant moment) {
        long before = times.stream().filter(time -> !time.isAfter(moment)).count();
        return new SampleTimes(times.subList((int) Math.max(0, before - 1), times.size()));
    }

    /** Returns the longest time between two samples. */
    public Duration longest() {
        assertThat(times).hasSizeGreaterThan(1);
        return IntStream.range(1, times.size())
                .mapToObj(i -> Duration.between(times.get(i - 1), times.get(i)))
                .max(Duration::compareTo)
                .orElseThrow();
    }

    /** Returns how often ticks are missing between two samples, each of which may be late by half an interval. */
    public long gaps(Duration interval) {
        long most = interval.toMillis() * 3 / 2;
        return IntStream.range(1, times.size())
                .filter(i -> Duration.between(times.get(i - 1), times.get(i)).toMillis() > most)
                .count();
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
