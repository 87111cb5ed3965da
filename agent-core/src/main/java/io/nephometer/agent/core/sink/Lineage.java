package io.nephometer.agent.core.sink;

import java.util.Map;
import java.util.Set;

/**
 * What one transformer of a sink has made since the sink is as it is, by the names of meters.
 *
 * @param atOnce of each meter that came in: what it gave for it then, nothing perhaps
 * @param later what it gave of what it had held
 */
public record Lineage(String transformer, Map<String, Set<String>> atOnce, Set<String> later) {

    /** Nothing yet. */
    public Lineage(String transformer) {
        this(transformer, Map.of(), Set.of());
    }
}
