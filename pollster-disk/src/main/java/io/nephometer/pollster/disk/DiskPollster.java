package io.nephometer.pollster.disk;

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

/**
 * Reads the statistics for each disk of an instance, the totals for all of its disks, and the disk sizes that the
 * flavor specifies.
 */
@Component(name = "io.nephometer.pollster.disk")
public final class DiskPollster implements Pollster {

    // spotless:off
    private static final MeterTable DEVICE = MeterTable.of(
        cumulative("disk.device.read.bytes",      "B",       "rd.bytes"),
        cumulative("disk.device.read.requests",   "request", "rd.reqs"),
        cumulative("disk.device.read.latency",    "ns",      "rd.times"),
        cumulative("disk.device.write.bytes",     "B",       "wr.bytes"),
        cumulative("disk.device.write.requests",  "request", "wr.reqs"),
        cumulative("disk.device.write.latency",   "ns",      "wr.times"),
        cumulative("disk.device.flush.requests",  "request", "fl.reqs"),
        cumulative("disk.device.flush.latency",   "ns",      "fl.times"),
        gauge     ("disk.device.capacity",        "B",       DiskPollster::capacity),
        gauge     ("disk.device.allocation",      "B",       "blockinfo.allocation"),
        gauge     ("disk.device.usage",           "B",       "blockinfo.physical"),
        gauge     ("disk.device.threshold",       "B",       "threshold"));

    private static final MeterTable ERROR = MeterTable.of(
        gauge     ("disk.device.error",           "",        "error"));

    /** The meters for the totals across all disks of an instance. */
    private static final MeterTable TOTAL = MeterTable.of(
        cumulative("disk.read.bytes",             "B",       "rd.bytes"),
        cumulative("disk.read.requests",          "request", "rd.reqs"),
        cumulative("disk.read.latency",           "ns",      "rd.times"),
        cumulative("disk.write.bytes",            "B",       "wr.bytes"),
        cumulative("disk.write.requests",         "request", "wr.reqs"),
        cumulative("disk.write.latency",          "ns",      "wr.times"),
        gauge     ("disk.capacity",               "B",       "capacity"),
        gauge     ("disk.allocation",             "B",       "blockinfo.allocation"),
        gauge     ("disk.usage",                  "B",       "blockinfo.physical"));

    /**
     * The meters for the disk sizes that a flavor specifies. The flavor's disk sizes are read for all defined
     * instances, including instances that are not running.
     */
    private static final MeterTable FLAVOR = MeterTable.of(
        gauge     ("disk.root.size",              "GiB",     "disk"),
        gauge     ("disk.ephemeral.size",         "GiB",     "ephemeral"),
        gauge     ("disk.total.size",             "GiB",     DiskPollster::promised));

    private static final Set<Meter> METERS = MeterTable.meters(tables(),
        Meter.rate("disk.device.read.bytes.rate",      "B/s",       "disk.device.read.bytes"),
        Meter.rate("disk.device.read.requests.rate",   "request/s", "disk.device.read.requests"),
        Meter.rate("disk.device.write.bytes.rate",     "B/s",       "disk.device.write.bytes"),
        Meter.rate("disk.device.write.requests.rate",  "request/s", "disk.device.write.requests"),
        Meter.rate("disk.device.iops",                 "count/s",   "disk.device.read.requests", "disk.device.write.requests"),
        latency   ("disk.device.latency",              "disk.device.read", "disk.device.write"),
        Meter.rate("disk.read.bytes.rate",             "B/s",       "disk.read.bytes"),
        Meter.rate("disk.read.requests.rate",          "request/s", "disk.read.requests"),
        Meter.rate("disk.write.bytes.rate",            "B/s",       "disk.write.bytes"),
        Meter.rate("disk.write.requests.rate",         "request/s", "disk.write.requests"),
        Meter.rate("disk.iops",                        "count/s",   "disk.read.requests", "disk.write.requests"),
        latency   ("disk.latency",                     "disk.read", "disk.write"));
    // spotless:on

    private static final double MS_OF_NS = 1e-6;

    private final Hypervisor hypervisor;

    @Activate
    public DiskPollster(@Reference Hypervisor hypervisor) {
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
            read(disks("block", stats, instance), instance, turn, samples);
            for (Stats error : disks("diskerror", stats, instance)) {
                ERROR.read(error, device(error, instance), turn, samples);
            }
        });
        if (FLAVOR.anyWanted(turn)) {
            turn.resources().forEach(instance -> FLAVOR.read(flavor(instance, turn), instance, turn, samples));
        }
        return samples;
    }

    private static Set<Group> groups(Turn turn) {
        Set<Group> groups = EnumSet.noneOf(Group.class);
        if (TOTAL.anyWanted(turn) || anyOfDevicesWanted(turn)) {
            groups.add(Group.BLOCK);
        }
        if (ERROR.anyWanted(turn)) {
            groups.add(Group.DISKERROR);
        }
        return groups;
    }

    private static List<MeterTable> tables() {
        return Stream.concat(Stream.of(DEVICE, ERROR, TOTAL, FLAVOR), DiskLatencies.TABLES.stream())
                .toList();
    }

    /** Returns a meter for the mean duration of read and write requests. */
    private static Meter latency(String meter, String read, String write) {
        return Meter.quotient(
                meter,
                "ms",
                List.of(read + ".latency", write + ".latency"),
                List.of(read + ".requests", write + ".requests"),
                MS_OF_NS);
    }

    /**
     * Returns all disks except empty drives. Empty drives have statistics, but discovery does not report them as
     * devices.
     */
    private static List<Stats> disks(String group, Stats stats, Resource instance) {
        return stats.each(group).stream()
                .filter(disk -> instance.devices().containsKey(name(disk)))
                .toList();
    }

    private static String name(Stats disk) {
        return disk.text("name").orElse(null);
    }

    private static Resource device(Stats disk, Resource instance) {
        String name = name(disk);
        return MeterTable.device(
                instance, instance.id() + "-" + name, instance.devices().get(name), disk);
    }

    private static void read(List<Stats> disks, Resource instance, Turn turn, Collection<Sample> samples) {
        TOTAL.total(disks, DiskPollster::name, instance, Map.of(), turn, samples);
        if (anyOfDevicesWanted(turn)) {
            for (Stats disk : disks) {
                Resource device = device(disk, instance);
                DEVICE.read(disk, device, turn, samples);
                DiskLatencies.read(disk, device, turn, samples);
            }
        }
    }

    private static boolean anyOfDevicesWanted(Turn turn) {
        return DEVICE.anyWanted(turn) || DiskLatencies.anyWanted(turn);
    }

    /**
     * Returns the capacity of a disk. The capacity is at least the size of the block device because the image on the
     * device can report a lower capacity.
     */
    private static Number capacity(Stats disk) {
        Number capacity = disk.number("capacity");
        Number physical = disk.number("physical");
        if (capacity == null || physical == null) {
            return capacity == null ? physical : capacity;
        }
        return Long.compareUnsigned(capacity.longValue(), physical.longValue()) < 0 ? physical : capacity;
    }

    private static Stats flavor(Resource instance, Turn turn) {
        Stats.Builder sizes = Stats.builder();
        if (instance.metadata().get("disk_gb") instanceof Long disk) {
            sizes.put(null, 0, "disk", disk);
        }
        if (instance.metadata().get("ephemeral_gb") instanceof Long ephemeral) {
            sizes.put(null, 0, "ephemeral", ephemeral);
        }
        return sizes.build(turn.now());
    }

    private static Number promised(Stats flavor) {
        Number disk = flavor.number("disk");
        Number ephemeral = flavor.number("ephemeral");
        return disk == null || ephemeral == null ? null : Stats.add(disk, ephemeral);
    }
}
