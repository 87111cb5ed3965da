package io.nephometer.pollster.disk;

import static io.nephometer.hypervisor.MeterTable.cumulative;
import static io.nephometer.hypervisor.MeterTable.gauge;

import io.nephometer.api.Meter;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.api.Turn;
import io.nephometer.hypervisor.MeterTable;
import io.nephometer.hypervisor.Stats;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Reads the latencies of disk requests if the domain's XML enables their collection. The latencies are available as
 * histograms and as statistics for time intervals. Each bin of a histogram ends where the next bin begins. Each bin and
 * each interval is a separate resource that belongs to the disk.
 */
final class DiskLatencies {

    /**
     * A kind of resource: either a bin of a particular histogram or a time interval.
     *
     * @param group the group's name within libvirt's statistic names, for example {@code timed_group} in
     *     {@code block.0.timed_group.1.interval}
     * @param key the name of the statistic that identifies a resource of this kind
     * @param unit the unit of the statistic that identifies a resource of this kind
     * @param metadata the metadata key for the statistic that identifies a resource of this kind
     * @param table the meters that are read for each resource of this kind
     */
    private record Kind(String group, String key, String unit, String metadata, MeterTable table) {}

    // spotless:off
    private static final List<Kind> KINDS = List.of(
        bins("latency_histogram.read.bin",        "disk.device.read.latency.bin"),
        bins("latency_histogram.write.bin",       "disk.device.write.latency.bin"),
        bins("latency_histogram.flush.bin",       "disk.device.flush.latency.bin"),
        bins("latency_histogram.zone_append.bin", "disk.device.zone_append.latency.bin"),
        new Kind("timed_group", "interval", "s", "interval", MeterTable.of(
            latency("disk.device.read.latency.min",        "rd_latency_min"),
            latency("disk.device.read.latency.avg",        "rd_latency_avg"),
            latency("disk.device.read.latency.max",        "rd_latency_max"),
            latency("disk.device.write.latency.min",       "wr_latency_min"),
            latency("disk.device.write.latency.avg",       "wr_latency_avg"),
            latency("disk.device.write.latency.max",       "wr_latency_max"),
            latency("disk.device.flush.latency.min",       "flush_latency_min"),
            latency("disk.device.flush.latency.avg",       "flush_latency_avg"),
            latency("disk.device.flush.latency.max",       "flush_latency_max"),
            latency("disk.device.zone_append.latency.min", "zone_append_latency_min"),
            latency("disk.device.zone_append.latency.avg", "zone_append_latency_avg"),
            latency("disk.device.zone_append.latency.max", "zone_append_latency_max"),
            gauge  ("disk.device.read.queue",        "request", "rd_queue_depth_avg"),
            gauge  ("disk.device.write.queue",       "request", "wr_queue_depth_avg"),
            gauge  ("disk.device.zone_append.queue", "request", "zone_append_queue_depth_avg"))));
    // spotless:on

    static final List<MeterTable> TABLES = KINDS.stream().map(Kind::table).toList();

    private DiskLatencies() {}

    static boolean anyWanted(Turn turn) {
        return TABLES.stream().anyMatch(table -> table.anyWanted(turn));
    }

    static void read(Stats disk, Resource device, Turn turn, Collection<Sample> samples) {
        for (Kind kind : KINDS) {
            for (Stats part : disk.each(kind.group)) {
                Number key = part.number(kind.key);
                if (key != null) {
                    Resource resource = device.part(device.id() + "-" + key + kind.unit, Map.of(kind.metadata, key));
                    kind.table.read(part, resource, turn, samples);
                }
            }
        }
    }

    private static Kind bins(String group, String meter) {
        return new Kind(group, "start", "ns", "bin_start", MeterTable.of(cumulative(meter, "request", "value")));
    }

    private static MeterTable.Row latency(String meter, String statistic) {
        return new MeterTable.Row(Meter.gauge(meter, "ns"), group -> unlessZero(group.number(statistic)));
    }

    /** Returns the latency, or null if it is zero. QEMU reports zero if there were no requests during the interval. */
    private static Number unlessZero(Number latency) {
        return latency == null || latency.longValue() == 0 ? null : latency;
    }
}
