package io.nephometer.agent.core.sink;

import io.nephometer.agent.core.view.SinkState.Lineage;
import io.nephometer.api.Sample;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Records which meters a transformer produces from each incoming meter. Only one thread at a time may write to a
 * recorder, but any thread may read from it.
 */
final class LineageRecorder {

    private static final int MOST_NAMES = 10_000; // bounded, because a transformer may invent new names without end

    private final Map<String, Set<String>> atOnce = new ConcurrentHashMap<>();
    private final Set<String> later = ConcurrentHashMap.newKeySet();
    private int names;

    void atOnce(Sample in, List<Sample> out) {
        Set<String> made = atOnce.get(in.meter().name());
        if (made == null && names < MOST_NAMES) {
            made = ConcurrentHashMap.newKeySet();
            atOnce.put(in.meter().name(), made);
            names++;
        }
        if (made != null) {
            note(out, made);
        }
    }

    void later(List<Sample> out) {
        note(out, later);
    }

    private void note(List<Sample> out, Set<String> made) {
        for (Sample sample : out) {
            if (names < MOST_NAMES && made.add(sample.meter().name())) {
                names++;
            }
        }
    }

    Lineage lineage(String transformer) {
        return new Lineage(
                transformer,
                atOnce.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue()))),
                Set.copyOf(later));
    }
}
