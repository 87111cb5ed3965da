package io.nephometer.api;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a pollster is given for one tick of an interval.
 *
 * @param host the host that the agent runs on
 * @param resources what the pollster's discovery found, or what pipeline.yaml names instead
 * @param wanted names of the meters that some source wants now, and of the counters that wanted derived meters need
 * @param clock for pollsters that read something themselves; what a hypervisor gives has its own moment
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
