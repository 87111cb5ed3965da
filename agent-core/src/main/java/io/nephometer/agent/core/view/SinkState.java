package io.nephometer.agent.core.view;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The state of a sink's transformers.
 *
 * @param lineage one for each transformer, in order
 * @param waits whether the sink waits for a transformer that no plugin offers now or that cannot be opened
 * @param held the number of samples that wait for it
 * @param inTransformers the number of samples that its transformers report to hold back over several turns
 * @param dropped the number of samples that a transformer failed on since the chain was opened
 * @param rest for how long its transformers will not be called because they failed
 * @param plugins the keys under which faults of its transformers' plugins are reported
 * @param trouble what is wrong; empty if nothing is
 */
public record SinkState(
        String name,
        List<Lineage> lineage,
        boolean waits,
        long held,
        long inTransformers,
        long dropped,
        Duration rest,
        List<HealthKey> plugins,
        String trouble) {

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
}
