package io.nephometer.transformer.basic;

import io.nephometer.api.Sample;
import io.nephometer.transformer.basic.expression.PythonNumbers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The newest sample of each meter of each resource. Those that have not been seen for long are forgotten. */
final class PreviousSamples {

    /** How long what came only once may stay away: nobody knows yet how often it comes. */
    private static final long ONCE_SEEN = Duration.ofDays(8).toNanos();

    private static final long SHORTEST = Duration.ofHours(1).toNanos();
    private static final long BETWEEN_SWEEPS = Duration.ofMinutes(10).toNanos();
    private static final int MISSED = 10;
    private static final int MOST = 1_000_000;

    private record Key(String meter, String resource) {}

    /**
     * @param devices that the volume is a total over
     * @param patience how long its successor may stay away
     */
    private record Predecessor(Number volume, long nanos, long incarnation, Set<String> devices, long patience) {}

    /** From one sample to the next. */
    record Step(Number before, Number now, long nanos) {

        double seconds() {
            return nanos / 1e9;
        }
    }

    private final Map<Key, Predecessor> newest = new LinkedHashMap<>(16, 0.75f, true);
    private long swept;

    /**
     * The step to this sample, unless it has no predecessor, or one of another incarnation or over other devices, or came
     * out of order; in the last case the newer one stays.
     */
    Optional<Step> step(Sample sample) {
        Number volume = PythonNumbers.of(sample.volume());
        long now = sample.read().nanos();
        Key key = new Key(sample.meter().name(), sample.resource().id());
        Predecessor before = newest.get(key);
        long elapsed = before == null ? 0 : now - before.nanos;
        if (elapsed < 0) {
            return Optional.empty();
        }
        long patience = elapsed == 0 ? ONCE_SEEN : Math.max(SHORTEST, MISSED * elapsed);
        long incarnation = sample.resource().incarnation();
        Set<String> devices = sample.devices();
        newest.put(key, new Predecessor(volume, now, incarnation, devices, patience));
        sweep(now);
        if (before == null || before.incarnation != incarnation || !before.devices.equals(devices)) {
            return Optional.empty();
        }
        return Optional.of(new Step(before.volume, volume, elapsed));
    }

    private void sweep(long now) {
        if (newest.size() == 1) {
            swept = now;
        }
        if (now - swept >= BETWEEN_SWEEPS) {
            newest.values().removeIf(old -> now - old.nanos > old.patience);
            swept = now;
        }
        while (newest.size() > MOST) {
            newest.remove(newest.keySet().iterator().next());
        }
    }

    int size() {
        return newest.size();
    }
}
