package io.nephometer.hypervisor;

import io.nephometer.api.Meter;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.api.Turn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A table of meters. Each row defines how the volume of one meter is obtained from a domain's statistics. */
public final class MeterTable {

    /**
     * A row in a table of meters.
     *
     * @param volume a function that returns the volume, or null if the statistics do not contain it
     */
    public record Row(Meter meter, Function<Stats, Number> volume) {}

    private final List<Row> rows;

    private MeterTable(List<Row> rows) {
        this.rows = rows;
    }

    public static MeterTable of(Row... rows) {
        return new MeterTable(List.of(rows));
    }

    /** Returns a row for a gauge whose volume is the statistic with the given name. */
    public static Row gauge(String meter, String unit, String statistic) {
        return gauge(meter, unit, stats -> stats.number(statistic));
    }

    public static Row gauge(String meter, String unit, Function<Stats, Number> volume) {
        return new Row(Meter.gauge(meter, unit), volume);
    }

    /** Returns a row for a cumulative meter whose volume is the statistic with the given name. */
    public static Row cumulative(String meter, String unit, String statistic) {
        return cumulative(meter, unit, stats -> stats.number(statistic));
    }

    public static Row cumulative(String meter, String unit, Function<Stats, Number> volume) {
        return new Row(Meter.cumulative(meter, unit), volume);
    }

    public List<Meter> meters() {
        return rows.stream().map(Row::meter).toList();
    }

    public boolean anyWanted(Turn turn) {
        return rows.stream().anyMatch(row -> turn.wants(row.meter));
    }

    /** Adds a sample for each row that was requested and has a value. */
    public void read(Stats stats, Resource resource, Turn turn, Collection<Sample> samples) {
        read(stats, resource, Map.of(), turn, samples);
    }

    /**
     * Adds a sample for each row that was requested and has a value.
     *
     * @param metadata the metadata to add to each sample, besides the resource's own metadata
     */
    public void read(
            Stats stats, Resource resource, Map<String, Object> metadata, Turn turn, Collection<Sample> samples) {
        for (Row row : rows) {
            if (turn.wants(row.meter)) {
                Number volume = row.volume.apply(stats);
                if (volume != null) {
                    samples.add(new Sample(row.meter, resource, volume, stats.read(), metadata));
                }
            }
        }
    }

    /**
     * Adds a sample for each requested row for which at least one device has a value. The volume is the sum of the
     * devices' values, and the sample's metadata contains the names of these devices under {@link Sample#DEVICES}. The
     * sample has the highest incarnation among these devices, so that the total begins a new incarnation when a device
     * is replaced.
     *
     * @param name a function that returns the name of a device
     * @param metadata the metadata to add to each sample, besides the resource's own metadata
     */
    public void total(
            List<Stats> devices,
            Function<Stats, String> name,
            Resource resource,
            Map<String, Object> metadata,
            Turn turn,
            Collection<Sample> samples) {
        Resource whole = resource;
        for (Row row : rows) {
            if (turn.wants(row.meter)) {
                Number sum = null;
                long newest = -1;
                List<String> names = new ArrayList<>();
                for (Stats device : devices) {
                    Number volume = row.volume.apply(device);
                    if (volume != null) {
                        sum = Stats.add(sum, volume);
                        newest = Math.max(newest, device.incarnation());
                        names.add(name.apply(device));
                    }
                }
                if (sum != null) {
                    Map<String, Object> all = new HashMap<>(metadata);
                    all.put(Sample.DEVICES, List.copyOf(names));
                    long own = newest < 0 ? resource.incarnation() : newest;
                    whole = own == whole.incarnation() ? whole : resource.in(own);
                    samples.add(new Sample(row.meter, whole, sum, devices.get(0).read(), all));
                }
            }
        }
    }

    /**
     * Returns a resource that represents a device as part of its instance. The part has the device's own incarnation,
     * or the instance's incarnation if the device's incarnation is not known.
     */
    public static Resource device(Resource instance, String id, Map<String, Object> metadata, Stats statistics) {
        long own = statistics.incarnation();
        return instance.part(id, metadata, own < 0 ? instance.incarnation() : own);
    }

    /** Returns the meters from several tables, together with additional meters, as one set. */
    public static Set<Meter> meters(Collection<MeterTable> tables, Meter... more) {
        return Stream.concat(tables.stream().flatMap(table -> table.meters().stream()), Arrays.stream(more))
                .collect(Collectors.toUnmodifiableSet());
    }
}
