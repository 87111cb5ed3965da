package io.nephometer.api;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A plugin that reads meters. It is registered as a service. A pollster should keep no state between turns, so that it
 * can be replaced while the agent runs.
 */
@ConsumerType
public interface Pollster {

    /**
     * Returns the meters that this pollster offers, including derived meters, which the agent computes. The set must
     * not change.
     */
    Set<Meter> meters();

    /**
     * Returns the names of the discoveries that find this pollster's resources if pipeline.yaml does not name any. A
     * pollster that returns an empty list needs no resources, and is polled even if there are no instances.
     */
    default List<String> discovery() {
        return List.of("local_instances");
    }

    /**
     * Reads the wanted meters that are not derived. This method is called on one thread at a time for each interval,
     * and concurrently for several intervals. If a resource has no value for a meter, the result must not contain a
     * sample of it; zero is not a substitute.
     *
     * @throws IOException if nothing can be read now; the agent tries again at the next tick
     */
    List<Sample> poll(Turn turn) throws IOException;
}
