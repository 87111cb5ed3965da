package io.nephometer.pollster.instance;

import static io.nephometer.hypervisor.Readings.gauge;

import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.api.Turn;
import io.nephometer.hypervisor.Hypervisor;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Readings;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** That instances are there, running or not, and what state they are in. */
@Component(name = "io.nephometer.pollster.instance")
public final class InstancePollster implements Pollster {

    // spotless:off
    private static final Readings STATE = Readings.of(
        gauge("instance",            "instance",  state -> 1L),
        gauge("power.state",         "",          "state.state"),
        gauge("power.state.reason",  "",          "state.reason"));

    private static final Set<Meter> METERS = Readings.meters(List.of(STATE));
    // spotless:on

    private final Hypervisor hypervisor;

    @Activate
    public InstancePollster(@Reference Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    @Override
    public Set<Meter> meters() {
        return METERS;
    }

    @Override
    public List<Sample> poll(Turn turn) throws IOException {
        if (!STATE.anyWanted(turn)) {
            return List.of();
        }
        Map<String, Stats> all = hypervisor.stats(Set.of(Group.STATE)); // asked alone, the state of stopped ones too
        List<Sample> samples = new ArrayList<>();
        for (Resource instance : turn.resources()) {
            Stats stats = all.get(instance.id());
            if (stats != null) {
                STATE.read(stats, instance, turn, samples);
            }
        }
        return samples;
    }
}
