package io.nephometer.agent.core.polling;

import io.nephometer.api.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What passes of the samples that a pollster returned.
 *
 * @param sound finite, asked for, read about now, and not too many
 * @param rejected how many were not
 */
record Guard(List<Sample> sound, int rejected) {

    static final Guard NOTHING = new Guard(List.of(), 0);

    private static final int MOST_A_RESOURCE = 10_000;

    /** A clock that is further off than this is none. */
    private static final Duration NOW = Duration.ofMinutes(10);

    /**
     * @param asked names of the meters that were asked for
     * @param resources how many there are
     */
    static Guard of(List<Sample> samples, Set<String> asked, int resources, Instant now) {
        int given = samples.size();
        int most = MOST_A_RESOURCE * Math.max(1, resources);
        List<Sample> sound = new ArrayList<>(Math.min(given, most));
        for (Sample sample : samples) {
            if (sound.size() == most) {
                break;
            }
            if (sample != null
                    && asked.contains(sample.meter().name())
                    && sample.isSound()
                    && isNow(sample.read().wall(), now)) {
                sound.add(sample);
            }
        }
        return new Guard(sound, given - sound.size());
    }

    private static boolean isNow(Instant read, Instant now) {
        return read.isAfter(now.minus(NOW)) && read.isBefore(now.plus(NOW));
    }

    /** More rubbish than samples. */
    boolean isRubbish() {
        return rejected > sound.size();
    }
}
