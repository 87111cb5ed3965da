package io.nephometer.api;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The input for a pollster at one tick of an interval.
 *
 * @param host the host on which the agent runs
 * @param resources the resources to poll, found by discoveries or named in pipeline.yaml
 * @param wanted the names of the meters to read: the meters that sources request, and the counters from which requested
 *     derived meters are computed
 * @param clock the clock for pollsters that read values themselves; statistics from the hypervisor already include the
 *     time at which they were read
 */
public record Turn(Resource host, List<Resource> resources, Set<String> wanted, Supplier<Moment> clock) {

    public Turn {
        resources = List.copyOf(resources);
        wanted = Set.copyOf(wanted);
    }

    public boolean wants(Meter meter) {
        return wanted.contains(meter.name());
    }

    public Moment now() {
        return clock.get();
    }
}
