package io.nephometer.agent.core.shell.diagnosis;

import io.nephometer.agent.core.pipeline.MeterPatterns;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A source's {@code meters:} as it stands in pipeline.yaml, and as it would have to stand for one meter more. */
final class MeterFilterFix {

    private MeterFilterFix() {}

    static String line(List<String> patterns) {
        return patterns.stream().collect(Collectors.joining("\", \"", "meters: [\"", "\"]"));
    }

    /** Without the exclusions that match it, or with it among the inclusions. */
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
