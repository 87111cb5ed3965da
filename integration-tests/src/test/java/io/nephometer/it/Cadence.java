package io.nephometer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
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

    /** How often ticks are missing between two samples, on the grid of ticks that explains the samples best. */
    long gaps(Duration interval) {
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
     * One sample a tick: none is missing, none is there twice. From a missing one on all samples are an interval later than
     * their number says, from a double one on earlier. That some samples are read late does not matter: the machine has
     * other things to do.
     */
    void isSteady(Duration interval) {
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

    /** When the soonest of some samples was read, as if each were the first one. */
    private long soonest(int from, int to, long step) {
        return IntStream.range(from, to)
                .mapToLong(i -> times.get(i).toEpochMilli() - i * step)
                .min()
                .orElseThrow();
    }
}
