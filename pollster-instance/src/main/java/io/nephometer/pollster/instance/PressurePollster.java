package io.nephometer.pollster.instance;

import static io.nephometer.hypervisor.MeterTable.cumulative;

import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.api.Turn;
import io.nephometer.hypervisor.MeterTable;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Reads how long instances have waited for the host's processors, memory and disks. The times are read from the
 * pressure files in the instances' cgroup v2 directories.
 */
@Component(name = "io.nephometer.pollster.instance.pressure")
public final class PressurePollster implements Pollster {

    // spotless:off
    private static final MeterTable PRESSURE = MeterTable.of(
        cumulative("cpu.pressure.some",     "us",  "cpu.some"),
        cumulative("cpu.pressure.full",     "us",  "cpu.full"),
        cumulative("memory.pressure.some",  "us",  "memory.some"),
        cumulative("memory.pressure.full",  "us",  "memory.full"),
        cumulative("io.pressure.some",      "us",  "io.some"),
        cumulative("io.pressure.full",      "us",  "io.full"));

    private static final Set<Meter> METERS = MeterTable.meters(List.of(PRESSURE));
    // spotless:on

    private static final List<String> KINDS = List.of("cpu", "memory", "io");

    private final Path cgroups;

    @Activate
    public PressurePollster() {
        this(Path.of("/sys/fs/cgroup"));
    }

    PressurePollster(Path cgroups) {
        this.cgroups = cgroups;
    }

    @Override
    public Set<Meter> meters() {
        return METERS;
    }

    @Override
    public List<Sample> poll(Turn turn) throws IOException {
        List<Sample> samples = new ArrayList<>();
        if (PRESSURE.anyWanted(turn)) {
            MachineScopes scopes = MachineScopes.list(cgroups);
            for (Resource instance : turn.resources()) {
                Optional<Path> scope = scopes.find(instance);
                if (scope.isPresent()) {
                    PRESSURE.read(pressure(scope.get(), turn), instance, turn, samples);
                }
            }
        }
        return samples;
    }

    private static Stats pressure(Path scope, Turn turn) {
        Stats.Builder stats = Stats.builder();
        for (String kind : KINDS) {
            PressureFile.read(scope.resolve(kind + ".pressure"))
                    .forEach((scale, total) -> stats.put(null, 0, kind + "." + scale, total));
        }
        return stats.build(turn.now());
    }
}
