package com.example.vcpus;

import io.nephometer.api.*;
import io.nephometer.hypervisor.*;
import java.io.IOException;
import java.util.*;
import org.osgi.service.component.annotations.*;

@Component
public class VcpusPollster implements Pollster {
    private static final MeterTable TABLE = MeterTable.of(MeterTable.gauge("vcpus.maximum", "vcpu", "vcpu.maximum"));
    private final Hypervisor hypervisor;
    @Activate public VcpusPollster(@Reference Hypervisor hypervisor) { this.hypervisor = hypervisor; }

    public Set<Meter> meters() { return Set.copyOf(TABLE.meters()); }

    public List<Sample> poll(Turn turn) throws IOException {
        List<Sample> samples = new ArrayList<>();
        hypervisor.read(Set.of(Hypervisor.Group.VCPU), turn, (vm, stats) -> TABLE.read(stats, vm, turn, samples));
        return samples;
    }
}
