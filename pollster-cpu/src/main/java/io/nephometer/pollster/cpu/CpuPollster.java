package io.nephometer.pollster.cpu;

import static io.nephometer.hypervisor.MeterTable.cumulative;
import static io.nephometer.hypervisor.MeterTable.gauge;

import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.api.Turn;
import io.nephometer.hypervisor.Hypervisor;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.MeterTable;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Reads performance counters, KVM's statistics, and the processor time of instances and their virtual processors. */
@Component(name = "io.nephometer.pollster.cpu")
public final class CpuPollster implements Pollster {

    // spotless:off
    /**
     * The {@code cpu} meter. Each sample contains the number of processors, which is needed to compute
     * {@code cpu_util}.
     */
    private static final MeterTable USE = MeterTable.of(
        cumulative("cpu",                    "ns",          "cpu.time"));
    /** The meter for the total time that an instance's processors were ready but had to wait to run. */
    private static final MeterTable DELAY = MeterTable.of(
        cumulative("cpu.delay",              "ns",          "delay"));
    private static final MeterTable WAIT = MeterTable.of(
        cumulative("cpu.wait",               "ns",          "wait"));

    private static final MeterTable CPU = MeterTable.of(
        cumulative("cpu.user",               "ns",          "cpu.user"),
        cumulative("cpu.system",             "ns",          "cpu.system"));

    private static final MeterTable VCPUS = MeterTable.of(
        gauge     ("vcpus",                  "vcpu",        "vcpu.current"));

    private static final MeterTable VCPU = MeterTable.of(
        cumulative("vcpu.time",              "ns",          "time"),
        cumulative("vcpu.wait",              "ns",          "wait"),
        cumulative("vcpu.delay",             "ns",          "delay"));

    private static final MeterTable KVM = MeterTable.of(
        cumulative("cpu.halt_poll.success",  "ns",          stats -> haltPolling(stats, "cpu.haltpoll.success.time")),
        cumulative("cpu.halt_poll.fail",     "ns",          stats -> haltPolling(stats, "cpu.haltpoll.fail.time")),
        cumulative("vm.tlb_flush.remote",    "count",       "vm.remote_tlb_flush.sum"));

    private static final MeterTable KVM_VCPU = MeterTable.of(
        cumulative("vcpu.exits",             "count",       "exits.sum"),
        cumulative("vcpu.exits.halt",        "count",       "halt_exits.sum"),
        cumulative("vcpu.exits.io",          "count",       "io_exits.sum"),
        cumulative("vcpu.exits.irq",         "count",       "irq_exits.sum"),
        cumulative("vcpu.exits.mmio",        "count",       "mmio_exits.sum"),
        cumulative("vcpu.exits.signal",      "count",       "signal_exits.sum"),
        cumulative("vcpu.interrupts",        "count",       "irq_injections.sum"),
        cumulative("vcpu.preemptions",       "count",       "preemption_reported.sum"));

    private static final MeterTable IOTHREAD = MeterTable.of(
        gauge     ("iothread.poll.max",      "ns",          "poll-max-ns"),
        gauge     ("iothread.poll.grow",     "",            "poll-grow"),
        gauge     ("iothread.poll.shrink",   "",            "poll-shrink"));

    private static final MeterTable PERF = MeterTable.of(
        cumulative("perf.cpu.cycles",        "cycle",       "perf.cpu_cycles"),
        cumulative("perf.instructions",      "instruction", "perf.instructions"),
        cumulative("perf.cache.references",  "count",       "perf.cache_references"),
        cumulative("perf.cache.misses",      "count",       "perf.cache_misses"),
        gauge     ("cpu_l3_cache",           "B",           "perf.cmt"));

    private static final Set<Meter> METERS = MeterTable.meters(
        List.of(USE, DELAY, WAIT, CPU, VCPUS, VCPU, KVM, KVM_VCPU, IOTHREAD, PERF),
        Meter.utilisation("cpu_util",        "cpu",         "cpu_number"),
        Meter.utilisation("cpu.delay_util",  "cpu.delay",   "cpu_number"));
    // spotless:on

    private final Hypervisor hypervisor;

    @Activate
    public CpuPollster(@Reference Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    @Override
    public Set<Meter> meters() {
        return METERS;
    }

    @Override
    public List<Sample> poll(Turn turn) throws IOException {
        List<Sample> samples = new ArrayList<>();
        hypervisor.read(groups(turn), turn, (instance, stats) -> read(stats, instance, turn, samples));
        return samples;
    }

    private static Set<Group> groups(Turn turn) {
        Set<Group> groups = EnumSet.noneOf(Group.class);
        if (USE.anyWanted(turn) || CPU.anyWanted(turn)) {
            groups.add(Group.CPU);
        }
        if (Stream.of(USE, DELAY, WAIT, VCPUS, VCPU).anyMatch(table -> table.anyWanted(turn))) {
            groups.add(Group.VCPU);
        }
        if (PERF.anyWanted(turn)) {
            groups.add(Group.PERF);
        }
        if (IOTHREAD.anyWanted(turn)) {
            groups.add(Group.IOTHREAD);
        }
        if (KVM.anyWanted(turn) || KVM_VCPU.anyWanted(turn)) {
            groups.add(Group.VM);
        }
        return groups;
    }

    private static void read(Stats stats, Resource instance, Turn turn, Collection<Sample> samples) {
        Number current = stats.number("vcpu.current");
        Map<String, Object> processors = current == null ? Map.of() : Map.of("cpu_number", current);
        USE.read(stats, instance, processors, turn, samples);
        List<Stats> vcpus = stats.each("vcpu");
        DELAY.total(vcpus, CpuPollster::name, instance, processors, turn, samples);
        CPU.read(stats, instance, turn, samples);
        VCPUS.read(stats, instance, turn, samples);
        WAIT.total(vcpus, CpuPollster::name, instance, Map.of(), turn, samples);
        PERF.read(stats, instance, turn, samples);
        KVM.read(stats, instance, turn, samples);
        each("iothread", IOTHREAD, stats, instance, turn, samples);
        each("vcpu", VCPU, stats, instance, turn, samples);
        each("vcpu", KVM_VCPU, stats, instance, turn, samples);
    }

    private static String name(Stats vcpu) {
        return "vcpu" + vcpu.index();
    }

    /**
     * Returns the halt-polling time, or null for an emulated machine. For an emulated machine, libvirt reports 0,
     * because KVM does not measure the time.
     */
    private static Number haltPolling(Stats stats, String statistic) {
        Number nanos = stats.number(statistic);
        boolean counted = nanos != null && (nanos.longValue() > 0 || stats.sum("vcpu", "exits.sum") != null);
        return counted ? nanos : null;
    }

    private static void each(
            String group, MeterTable table, Stats stats, Resource instance, Turn turn, Collection<Sample> samples) {
        if (table.anyWanted(turn)) {
            for (Stats device : stats.each(group)) {
                table.read(
                        device, instance.part(instance.id() + "-" + group + device.index(), Map.of()), turn, samples);
            }
        }
    }
}
