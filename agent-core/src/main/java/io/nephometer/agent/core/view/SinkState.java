package io.nephometer.agent.core.view;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The state of a sink's transformers.
 *
 * @param lineage the lineage of each transformer, in order
 * @param waits whether the sink waits for a transformer that no plugin currently offers or that cannot be opened
 * @param held the number of samples that are waiting in memory for the transformers
 * @param inTransformers the number of samples that the transformers hold across turns, as reported by the transformers
 * @param dropped the number of samples for which a transformer has failed since the chain was opened
 * @param rest the remaining time for which calls to the transformers are suspended after a failure
 * @param plugins the keys under which failures of the transformer plugins are reported
 * @param trouble a description of the sink's problem, or empty if there is none
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
     * The names of the meters that a transformer has produced from incoming meters since its chain was opened.
     *
     * @param atOnce the sets of meters that the transformer returned immediately, keyed by the name of the incoming
     *     meter; a set can be empty
     * @param later the meters that the transformer returned later for samples that it had held
     */
    public record Lineage(String transformer, Map<String, Set<String>> atOnce, Set<String> later) {

        /** Creates the lineage of a transformer that has not been called yet. */
        public Lineage(String transformer) {
            this(transformer, Map.of(), Set.of());
        }
    }
}
