package io.nephometer.agent.core.view;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The state of a sink's transformers.
 *
 * @param lineage the lineage of each transformer, in order
 * @param waits whether the sink waits for a transformer that no plugin offers now or that cannot be opened
 * @param held the number of samples that wait in memory for the transformers
 * @param inTransformers the number of samples that the transformers report to be holding back over several turns
 * @param dropped the number of samples on which a transformer has failed since the chain was opened
 * @param rest the time for which the transformers will not be called because they failed
 * @param plugins the keys under which faults of the transformers' plugins are reported
 * @param trouble the description of the sink's problem; empty if there is none
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
     * A record of which meters a transformer has produced from which other meters, by name, since its chain was opened.
     *
     * @param atOnce the meters that were returned at once for each incoming meter, by the incoming meter's name;
     *     possibly none
     * @param later the meters that were returned later, for samples that the transformer had held back
     */
    public record Lineage(String transformer, Map<String, Set<String>> atOnce, Set<String> later) {

        /** Creates the lineage of a transformer that has not been called yet. */
        public Lineage(String transformer) {
            this(transformer, Map.of(), Set.of());
        }
    }
}
