package io.nephometer.agent.core.sink;

import java.util.Map;
import java.util.Set;

/**
 * Which meters a transformer has made of which, by name, since its chain was opened.
 *
 * @param atOnce for each meter that came in, the meters that were returned for it at once, possibly none
 * @param later the meters that were returned later, of samples that the transformer had held back
 */
public record Lineage(String transformer, Map<String, Set<String>> atOnce, Set<String> later) {

    /** Creates the lineage of a transformer that has not been called. */
    public Lineage(String transformer) {
        this(transformer, Map.of(), Set.of());
    }
}
