package io.nephometer.agent.core.view;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the transformers of a sink stand.
 *
 * @param lineage by each of them, in order
 * @param waits for a transformer that no plugin offers now, or that cannot be opened
 * @param held samples that wait with it
 * @param inTransformers samples that its transformers hold back over several turns, as they say
 * @param dropped samples that a transformer threw on, since the sink is as it is
 * @param rest for how long its transformers are still to rest
 * @param plugins keys of those that its transformers are of, by which their troubles are known
 * @param trouble empty if there is none
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
}
