package io.nephometer.transformer.basic;

import io.nephometer.api.Sample;
import io.nephometer.transformer.basic.expression.PythonNumbers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Stores the latest sample for each meter and resource. Samples without a successor are eventually discarded. */
final class PreviousSamples {

    /** The time for which a meter's first sample is kept while the interval between samples is still unknown. */
    private static final long FIRST_KEPT = Duration.ofDays(8).toNanos();

    private static final long MIN_KEPT = Duration.ofHours(1).toNanos();
    private static final long SWEEP_INTERVAL = Duration.ofMinutes(10).toNanos();
    private static final int KEPT_INTERVALS = 10;
    private static final int MAX_SAMPLES = 1_000_000;

    private record Key(String meter, String resource) {}

    /**
     * @param devices the devices whose values add up to the volume
     * @param kept the time, in nanoseconds, for which the sample is kept if no newer sample arrives
     */
    private record Previous(Number volume, long nanos, long incarnation, Set<String> devices, long kept) {}

    /** The change from one sample to the next. */
    record Step(Number before, Number now, long nanos) {

        double seconds() {
            return nanos / 1e9;
        }
    }

    private final Map<Key, Previous> latest = new LinkedHashMap<>(16, 0.75f, true);
    private long swept;

    /**
     * Returns the change from the previous sample to the given sample. The result is empty if there is no previous
     * sample, or if the previous sample belongs to a different incarnation, covers different devices, or is newer. A
     * newer previous sample is not replaced by the given sample.
     */
    Optional<Step> step(Sample sample) {
        Number volume = PythonNumbers.of(sample.volume());
        long now = sample.read().nanos();
        Key key = new Key(sample.meter().name(), sample.resource().id());
        Previous before = latest.get(key);
        long elapsed = before == null ? 0 : now - before.nanos;
        if (elapsed < 0) {
            return Optional.empty();
        }
        long kept = elapsed == 0 ? FIRST_KEPT : Math.max(MIN_KEPT, KEPT_INTERVALS * elapsed);
        long incarnation = sample.resource().incarnation();
        Set<String> devices = sample.devices();
        latest.put(key, new Previous(volume, now, incarnation, devices, kept));
        sweep(now);
        if (before == null || before.incarnation != incarnation || !before.devices.equals(devices)) {
            return Optional.empty();
        }
        return Optional.of(new Step(before.volume, volume, elapsed));
    }

    private void sweep(long now) {
        if (latest.size() == 1) {
            swept = now;
        }
        if (now - swept >= SWEEP_INTERVAL) {
            latest.values().removeIf(old -> now - old.nanos > old.kept);
            swept = now;
        }
        while (latest.size() > MAX_SAMPLES) {
            latest.remove(latest.keySet().iterator().next());
        }
    }

    int size() {
        return latest.size();
    }
}
