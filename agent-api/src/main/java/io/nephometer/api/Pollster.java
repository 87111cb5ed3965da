package io.nephometer.api;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A plugin that reads meters. A pollster is registered as a service. A pollster should keep no state between turns, so
 * that operators can replace the pollster while the agent is running.
 */
@ConsumerType
public interface Pollster {

    /**
     * Returns the meters that this pollster offers, including the derived meters, which the agent computes. The
     * returned set must never change.
     */
    Set<Meter> meters();

    /**
     * Returns the names of the discoveries that find this pollster's resources if pipeline.yaml specifies neither
     * discoveries nor resources for the source. A pollster that returns an empty list needs no resources and is polled
     * even if there are no instances.
     */
    default List<String> discovery() {
        return List.of("local_instances");
    }

    /**
     * Reads the requested meters, except derived meters. For each interval, the agent calls this method on one thread
     * at a time; calls for different intervals can be concurrent. If a resource has no value for a meter, the result
     * must not contain a sample of that meter for the resource; zero is not a substitute for a missing value.
     *
     * @throws IOException if nothing can currently be read; the agent polls again at the next tick
     */
    List<Sample> poll(Turn turn) throws IOException;
}
