package io.nephometer.agent.core.polling;

import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One pollster's part of a turn. All sources with the same interval that want the same resources share one call to the
 * pollster.
 *
 * @param pollster the pollster to call
 * @param discovery the discoveries that find the resources; if this and {@code resources} are empty, the pollster is
 *     called without resources
 * @param resources the ids of static resources
 * @param read the names of the meters to poll
 * @param declared the meters that the pollster declares, by name
 * @param derived the wanted meters that are computed from polled ones
 * @param shares the names of the meters that each source receives
 */
public record Job(
        Plugin<Pollster> pollster,
        List<String> discovery,
        List<String> resources,
        Set<String> read,
        Map<String, Meter> declared,
        List<Meter> derived,
        Map<Source, Set<String>> shares) {

    /**
     * A key that identifies a job across changes of the plan: the key stays the same when the pollster's bundle is
     * replaced.
     */
    public record Key(String pollster, List<String> discovery, List<String> resources) {}

    public Job {
        read = Set.copyOf(read);
        declared = Map.copyOf(declared);
        derived = List.copyOf(derived);
        shares = Map.copyOf(shares);
    }

    Key key() {
        return new Key(pollster.name(), discovery, resources);
    }

    /** Returns whether the pollster never needs a resource and is therefore polled even if no resource was found. */
    boolean needsNoResource() {
        return discovery.isEmpty() && resources.isEmpty();
    }
}
