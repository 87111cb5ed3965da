package io.nephometer.agent.core.polling;

import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The part of a turn that concerns one pollster. All sources with the same interval and the same resources share one
 * call to the pollster.
 *
 * @param pollster the pollster to call
 * @param discovery the discoveries that find the resources; if both {@code discovery} and {@code resources} are empty,
 *     the pollster is called without resources
 * @param resources the IDs of static resources
 * @param read the names of the meters to poll
 * @param declared the meters that the pollster declares, keyed by name
 * @param derived the requested meters that are computed from polled meters
 * @param shares the names of the meters that each source receives
 */
public record PollsterJob(
        Plugin<Pollster> pollster,
        List<String> discovery,
        List<String> resources,
        Set<String> read,
        Map<String, Meter> declared,
        List<Meter> derived,
        Map<Source, Set<String>> shares) {

    /**
     * A key that identifies a job across changes to the plan. The key stays the same when the pollster's bundle is
     * replaced.
     */
    public record Key(String pollster, List<String> discovery, List<String> resources) {}

    public PollsterJob {
        read = Set.copyOf(read);
        declared = Map.copyOf(declared);
        derived = List.copyOf(derived);
        shares = Map.copyOf(shares);
    }

    Key key() {
        return new Key(pollster.name(), discovery, resources);
    }

    /** Returns whether the pollster needs no resources and is therefore polled even if no resources were found. */
    boolean needsNoResource() {
        return discovery.isEmpty() && resources.isEmpty();
    }
}
