package io.nephometer.pollster.memory;

import static io.nephometer.hypervisor.MeterTable.cumulative;
import static io.nephometer.hypervisor.MeterTable.gauge;

import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import io.nephometer.api.Sample;
import io.nephometer.api.Turn;
import io.nephometer.hypervisor.Hypervisor;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.MeterTable;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Reads the memory use of instances, both from the host's perspective and as reported by the guests' balloon drivers.
 */
@Component(name = "io.nephometer.pollster.memory")
public final class MemoryPollster implements Pollster {

    // spotless:off
    /**
     * The meters that are read from the balloon statistics. For an instance without a balloon device,
     * {@code balloon.current} is the instance's total memory.
     */
    private static final MeterTable BALLOON = MeterTable.of(
        gauge     ("memory",                  "MiB",   mib("balloon.current")),
        gauge     ("memory.maximum",          "MiB",   mib("balloon.maximum")),
        gauge     ("memory.resident",         "MiB",   mib("balloon.rss")),
        gauge     ("memory.usage",            "MiB",   MemoryPollster::used),
        gauge     ("memory.available",        "MiB",   mib("balloon.available")),
        gauge     ("memory.usable",           "MiB",   mib("balloon.usable")),
        gauge     ("memory.unused",           "MiB",   mib("balloon.unused")),
        gauge     ("memory.disk_caches",      "MiB",   mib("balloon.disk_caches")),
        cumulative("memory.swap.in",          "MiB",   mib("balloon.swap_in")),
        cumulative("memory.swap.out",         "MiB",   mib("balloon.swap_out")),
        cumulative("memory.fault.major",      "count", "balloon.major_fault"),
        cumulative("memory.fault.minor",      "count", "balloon.minor_fault"),
        gauge     ("memory.stats.age",        "s",     MemoryPollster::age));

    private static final MeterTable PERF = MeterTable.of(
        gauge     ("memory.bandwidth.total",  "B/s",   "perf.mbmt"),
        gauge     ("memory.bandwidth.local",  "B/s",   "perf.mbml"));

    /**
     * The meter for the dirty rate. Libvirt reports a dirty rate only after an operator or a program has started the
     * calculation. The value is the result of the most recent calculation and may be outdated.
     */
    private static final MeterTable DIRTY = MeterTable.of(
        gauge     ("memory.dirty.rate",       "MiB/s", "dirtyrate.megabytes_per_second"));

    private static final Set<Meter> METERS = MeterTable.meters(List.of(BALLOON, DIRTY, PERF));
    // spotless:on

    private static final int KIB = 1024;

    private final Hypervisor hypervisor;

    @Activate
    public MemoryPollster(@Reference Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    @Override
    public Set<Meter> meters() {
        return METERS;
    }

    @Override
    public List<Sample> poll(Turn turn) throws IOException {
        List<Sample> samples = new ArrayList<>();
        hypervisor.read(groups(turn), turn, (instance, stats) -> {
            BALLOON.read(stats, instance, turn, samples);
            DIRTY.read(stats, instance, turn, samples);
            PERF.read(stats, instance, turn, samples);
        });
        return samples;
    }

    private static Set<Group> groups(Turn turn) {
        Set<Group> groups = EnumSet.noneOf(Group.class);
        if (BALLOON.anyWanted(turn)) {
            groups.add(Group.BALLOON);
        }
        if (DIRTY.anyWanted(turn)) {
            groups.add(Group.DIRTYRATE);
        }
        if (PERF.anyWanted(turn)) {
            groups.add(Group.PERF);
        }
        return groups;
    }

    private static Function<Stats, Number> mib(String statistic) {
        return stats -> inMib(stats.number(statistic));
    }

    private static Number inMib(Number kib) {
        if (kib == null) {
            return null;
        }
        return kib instanceof Long whole && whole % KIB == 0 ? (Number) (whole / KIB) : kib.doubleValue() / KIB;
    }

    /**
     * Returns the used memory in MiB. Memory that the guest can use without swapping counts as free. If the balloon
     * driver is too old to report usable memory, unused memory counts as free. If the free memory exceeds the available
     * memory, one of the values must be wrong, and the method returns null.
     */
    private static Number used(Stats stats) {
        Number usable = stats.number("balloon.usable");
        Number free = usable == null ? stats.number("balloon.unused") : usable;
        return stats.number("balloon.available") instanceof Long available
                        && free instanceof Long kib
                        && kib >= 0
                        && kib <= available
                ? inMib(available - kib)
                : null;
    }

    /**
     * Returns the age of the memory values that the guest reported, in seconds. If the guest has never reported any
     * values, libvirt reports an update time of 0 and this method returns null.
     */
    private static Number age(Stats stats) {
        return stats.number("balloon.last-update") instanceof Long updated && updated > 0
                ? (Number) Math.max(0, stats.read().wall().getEpochSecond() - updated)
                : null;
    }
}
