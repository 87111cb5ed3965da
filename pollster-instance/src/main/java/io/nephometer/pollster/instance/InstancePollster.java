package io.nephometer.pollster.instance;

import static io.nephometer.hypervisor.MeterTable.gauge;

import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import io.nephometer.api.Sample;
import io.nephometer.api.Turn;
import io.nephometer.hypervisor.Hypervisor;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.MeterTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Reports which instances exist, what state they are in, and whether their monitors respond. Stopped instances are
 * included.
 */
@Component(name = "io.nephometer.pollster.instance")
public final class InstancePollster implements Pollster {

    // spotless:off
    private static final MeterTable STATE = MeterTable.of(
        gauge("instance",            "instance",  state -> 1L),
        gauge("power.state",         "",          "state.state"),
        gauge("power.state.reason",  "",          "state.reason"),
        gauge("instance.stuck",      "",          "agent.stuck"),
        gauge("instance.sample.age", "s",         "agent.sample.age"));

    private static final Set<Meter> METERS = MeterTable.meters(List.of(STATE));
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
        List<Sample> samples = new ArrayList<>();
        if (STATE.anyWanted(turn)) { // reading only the state group includes stopped instances
            hypervisor.read(Set.of(Group.STATE), turn, (instance, stats) -> STATE.read(stats, instance, turn, samples));
        }
        return samples;
    }
}
