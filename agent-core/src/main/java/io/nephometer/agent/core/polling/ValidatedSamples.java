package io.nephometer.agent.core.polling;

import io.nephometer.agent.core.plugin.PlainDataChecker;
import io.nephometer.api.Meter;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The result of validating the samples that a pollster returned.
 *
 * @param sound the valid samples, up to the maximum number; a sample is valid if it belongs to a requested meter, was
 *     read recently, and has a finite volume and plain metadata
 * @param rejected the number of rejected samples
 */
record ValidatedSamples(List<Sample> sound, int rejected) {

    static final ValidatedSamples NOTHING = new ValidatedSamples(List.of(), 0);

    private static final int MAX_A_RESOURCE = 10_000;

    /** The maximum difference between the current time and the time at which a sample was read. */
    private static final Duration NOW = Duration.ofMinutes(10);

    /**
     * Validates the samples that a pollster returned.
     *
     * @param wanted the names of the requested meters
     * @param declared the meters that the pollster declares, keyed by name
     * @param resources the resources that were passed to the pollster
     * @param now the current wall-clock time
     */
    static ValidatedSamples of(
            List<Sample> samples,
            Set<String> wanted,
            Map<String, Meter> declared,
            List<Resource> resources,
            Instant now) {
        int reported = samples.size(); // the size that the pollster's list reports, which may be wrong
        int seen = 0;
        int most = (int) Math.min(Integer.MAX_VALUE, (long) MAX_A_RESOURCE * Math.max(1, resources.size()));
        PlainDataChecker checker = new PlainDataChecker(resources);
        List<Sample> sound = new ArrayList<>();
        for (Sample sample : samples) {
            if (sound.size() == most) {
                break;
            }
            seen++;
            if (sample != null && wanted.contains(sample.meter().name()) && isAsDeclared(sample.meter(), declared)) {
                Sample checked = checker.check(sample);
                if (checked != null && isNow(checked.read().wall(), now)) {
                    sound.add(checked);
                }
            }
        }
        return new ValidatedSamples(sound, Math.max(reported, seen) - sound.size());
    }

    private static boolean isAsDeclared(Meter meter, Map<String, Meter> declared) {
        Meter expected = declared.getOrDefault(meter.name(), meter);
        return meter.type() == expected.type() && meter.unit().equals(expected.unit());
    }

    private static boolean isNow(Instant read, Instant now) {
        return read.isAfter(now.minus(NOW)) && read.isBefore(now.plus(NOW));
    }

    /** Returns whether more samples were rejected than accepted. */
    boolean isMostlyInvalid() {
        return rejected > sound.size();
    }
}
