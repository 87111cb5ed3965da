package io.nephometer.agent.shell.top;

import io.nephometer.agent.core.view.Source;
import io.nephometer.agent.core.view.Tap;
import io.nephometer.api.Moment;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * The latest values for each instance. The table of the busiest instances is computed from these values. A value is
 * discarded if its source does not supply a new one within two and a half polling intervals.
 */
final class LatestInstanceValues {

    /** The names of the meters that are needed to compute the table's rows. */
    static final Set<String> METERS = Set.of(
            "instance",
            "vcpus",
            "cpu",
            "cpu_util",
            "memory.usage",
            "memory.resident",
            "disk.read.bytes.rate",
            "disk.write.bytes.rate",
            "disk.device.read.bytes.rate",
            "disk.device.write.bytes.rate",
            "network.incoming.bytes.rate",
            "network.outgoing.bytes.rate");

    private static final double FORGOTTEN_AFTER = 2.5; // intervals of the source

    /** A table row that contains the values for one instance. */
    record Row(
            String instanceId,
            String name,
            Optional<String> state,
            OptionalDouble vcpus,
            OptionalDouble cpuPercent,
            OptionalDouble memoryMib,
            OptionalDouble readBytesPerSecond,
            OptionalDouble writeBytesPerSecond,
            OptionalDouble inBytesPerSecond,
            OptionalDouble outBytesPerSecond) {}

    private record Value(double volume, long goodUntil) {}

    private static final Comparator<Row> BUSIEST_FIRST = Comparator.comparingDouble(
                    (Row row) -> row.cpuPercent().orElse(-1))
            .reversed()
            .thenComparing(Row::name)
            .thenComparing(Row::instanceId);

    /**
     * The latest values, keyed by instance, meter and resource. The resource is the instance itself or one of its
     * devices.
     */
    private final Map<String, Map<String, Map<String, Value>>> values = new HashMap<>();

    private final Map<String, Sample> newest = new HashMap<>();

    void record(Tap.TappedTick tick) {
        tick.samples().forEach((source, samples) -> samples.forEach(sample -> record(source, sample)));
    }

    private void record(Source source, Sample sample) {
        String id = instance(sample.resource());
        long goodUntil = sample.read().nanos() + Math.round(source.interval().toNanos() * FORGOTTEN_AFTER);
        put(id, sample.meter().name(), sample.resource().id(), sample.volume(), goodUntil);
        if (sample.metadata().get("cpu_number") instanceof Number processors) {
            put(id, "cpu_number", id, processors, goodUntil);
        }
        newest.merge(id, sample, (a, b) -> a.read().nanos() - b.read().nanos() > 0 ? a : b);
    }

    private void put(String instance, String meter, String part, Number volume, long goodUntil) {
        values.computeIfAbsent(instance, i -> new TreeMap<>())
                .computeIfAbsent(meter, m -> new HashMap<>())
                .put(part, new Value(volume.doubleValue(), goodUntil));
    }

    /** Returns the ID of the instance that the resource represents or belongs to. */
    private static String instance(Resource resource) {
        return resource.metadata().get("instance_id") instanceof String id ? id : resource.id();
    }

    /** Discards outdated values and returns one row for each instance, with the busiest instance first. */
    List<Row> rows(Moment now) {
        values.values().forEach(meters -> {
            meters.values().forEach(parts -> parts.values().removeIf(value -> value.goodUntil - now.nanos() < 0));
            meters.values().removeIf(Map::isEmpty);
        });
        values.values().removeIf(Map::isEmpty);
        newest.keySet().retainAll(values.keySet());
        return values.keySet().stream().map(this::row).sorted(BUSIEST_FIRST).toList();
    }

    private Row row(String id) {
        Map<String, Object> metadata = newest.get(id).resource().metadata();
        return new Row(
                id,
                String.valueOf(metadata.getOrDefault("display_name", id)),
                Optional.ofNullable(metadata.get("state")).map(Object::toString),
                first(id, "vcpus", "cpu_number"),
                first(id, "cpu_util"),
                first(id, "memory.usage", "memory.resident"),
                first(id, "disk.read.bytes.rate", "disk.device.read.bytes.rate"),
                first(id, "disk.write.bytes.rate", "disk.device.write.bytes.rate"),
                first(id, "network.incoming.bytes.rate"),
                first(id, "network.outgoing.bytes.rate"));
    }

    /**
     * Returns the value of the first meter in the list that has a value, summed over all of the instance's resources.
     */
    private OptionalDouble first(String id, String... meters) {
        for (String meter : meters) {
            Map<String, Value> parts = values.get(id).get(meter);
            if (parts != null) {
                return OptionalDouble.of(
                        parts.values().stream().mapToDouble(Value::volume).sum());
            }
        }
        return OptionalDouble.empty();
    }
}
