package io.nephometer.agent.core.polling;

import io.nephometer.agent.core.pipeline.Source;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One pollster's part of a turn: it is asked once for what all sources of the interval want of the same resources.
 *
 * @param discovery names of what finds the resources; empty together with {@code resources}: it is asked without any
 * @param resources static ones
 * @param read names of the meters to ask for
 * @param derived those to compute of them
 * @param shares names of the meters that each source takes
 */
public record Job(
        Plugin<Pollster> pollster,
        List<String> discovery,
        List<String> resources,
        Set<String> read,
        List<Meter> derived,
        Map<Source, Set<String>> shares) {

    /** What stays the same when the pollster's bundle is replaced. */
    public record Key(String pollster, List<String> discovery, List<String> resources) {}

    public Job {
        read = Set.copyOf(read);
        derived = List.copyOf(derived);
        shares = Map.copyOf(shares);
    }

    Key key() {
        return new Key(pollster.name(), discovery, resources);
    }

    /** Whether it is asked even if no resource was found, because it never needs one. */
    boolean needsNoResource() {
        return discovery.isEmpty() && resources.isEmpty();
    }
}
