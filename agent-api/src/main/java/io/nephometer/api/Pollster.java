package io.nephometer.api;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A plugin that reads meters. Register it as a service; it keeps no state between turns, so that it can be replaced
 * while the agent runs.
 */
@ConsumerType
public interface Pollster {

    /** What it can give, derived meters included: those are declared here and computed by core. Constant. */
    Set<Meter> meters();

    /**
     * Names of the discoveries that find its resources when pipeline.yaml does not say. An empty list: it needs none and
     * is polled even where there are no instances.
     */
    default List<String> discovery() {
        return List.of("local_instances");
    }

    /**
     * Reads the wanted meters that are not derived. Called on one thread at a time for each interval, and for several
     * intervals at once. A resource that has no value for a meter has no sample: never a zero in its place.
     *
     * @throws IOException when nothing can be read now; it is tried again at the next tick
     */
    List<Sample> poll(Turn turn) throws IOException;
}
