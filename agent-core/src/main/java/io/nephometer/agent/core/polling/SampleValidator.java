package io.nephometer.agent.core.polling;

import io.nephometer.agent.core.plugin.PlainData;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What passes of the samples that a pollster returned.
 *
 * @param sound finite, asked for, read about now, with plain metadata, and not too many
 * @param rejected how many were not
 */
record SampleValidator(List<Sample> sound, int rejected) {

    static final SampleValidator NOTHING = new SampleValidator(List.of(), 0);

    private static final int MOST_A_RESOURCE = 10_000;

    /** A clock that is further off than this is none. */
    private static final Duration NOW = Duration.ofMinutes(10);

    /**
     * @param asked names of the meters that were asked for
     * @param resources that the pollster was given
     */
    static SampleValidator of(List<Sample> samples, Set<String> asked, List<Resource> resources, Instant now) {
        int said = samples.size(); // by the pollster's own list
        int seen = 0;
        int most = (int) Math.min(Integer.MAX_VALUE, (long) MOST_A_RESOURCE * Math.max(1, resources.size()));
        PlainData plain = new PlainData(resources);
        List<Sample> sound = new ArrayList<>();
        for (Sample sample : samples) {
            if (sound.size() == most) {
                break;
            }
            seen++;
            if (sample != null && asked.contains(sample.meter().name())) {
                Sample checked = plain.of(sample);
                if (checked != null && isNow(checked.read().wall(), now)) {
                    sound.add(checked);
                }
            }
        }
        return new SampleValidator(sound, Math.max(said, seen) - sound.size());
    }

    private static boolean isNow(Instant read, Instant now) {
        return read.isAfter(now.minus(NOW)) && read.isBefore(now.plus(NOW));
    }

    /** More rubbish than samples. */
    boolean isRubbish() {
        return rejected > sound.size();
    }
}
