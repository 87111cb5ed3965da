package io.nephometer.agent.core.diagnosis;

import io.nephometer.agent.core.view.MeterPatterns;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Computes a {@code meters:} line for pipeline.yaml that causes a source to poll an additional meter. */
final class MeterFilterFix {

    private MeterFilterFix() {}

    /** Returns the {@code meters:} line for a list of patterns. */
    static String line(List<String> patterns) {
        return patterns.stream().collect(Collectors.joining("\", \"", "meters: [\"", "\"]"));
    }

    /**
     * Returns the patterns without the exclusions that match the meter. If no exclusion matches, returns the patterns
     * with the meter added as an inclusion.
     */
    static List<String> with(List<String> patterns, String meter) {
        List<String> next = new ArrayList<>(patterns);
        boolean excluded = next.removeIf(pattern -> pattern.startsWith("!")
                && !new MeterPatterns(List.of(pattern)).compile().test(meter));
        if (!excluded) {
            next.add(meter);
        }
        return next.isEmpty() ? List.of("*") : next;
    }
}
