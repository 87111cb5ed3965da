package io.nephometer.agent.core.shell.top;

import io.nephometer.agent.core.pipeline.Source;
import io.nephometer.agent.core.shell.text.HumanNumbers;
import io.nephometer.agent.core.view.Tap;
import io.nephometer.api.Moment;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/** What the latest samples tell of each instance. Forgets what does not come again. */
final class InstanceActivity {

    /** What all of this is made of; it asks for no other. */
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

    private static final double FORGOTTEN_AFTER = 2.5; // intervals

    /** One instance; memory in MiB, rates in bytes a second. */
    record Row(
            String id,
            String name,
            String state,
            OptionalDouble vcpus,
            OptionalDouble cpu,
            OptionalDouble memory,
            OptionalDouble read,
            OptionalDouble write,
            OptionalDouble in,
            OptionalDouble out) {}

    private record Value(double volume, long goodUntil) {}

    private static final Comparator<Row> BUSIEST = Comparator.comparingDouble(
                    (Row row) -> row.cpu().orElse(-1))
            .reversed()
            .thenComparing(Row::name)
            .thenComparing(Row::id);

    /** By instance, meter, and the part of the instance that it is about. */
    private final Map<String, Map<String, Map<String, Value>>> values = new HashMap<>();

    private final Map<String, Sample> newest = new HashMap<>();

    void saw(Tap.Tick tick) {
        tick.samples().forEach((source, samples) -> samples.forEach(sample -> saw(source, sample)));
    }

    private void saw(Source source, Sample sample) {
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

    /** A part knows whose it is. */
    private static String instance(Resource resource) {
        return resource.metadata().get("instance_id") instanceof String id ? id : resource.id();
    }

    /** The busiest first. */
    List<Row> rows(Moment now) {
        values.values().forEach(meters -> {
            meters.values().forEach(parts -> parts.values().removeIf(value -> value.goodUntil - now.nanos() < 0));
            meters.values().removeIf(Map::isEmpty);
        });
        values.values().removeIf(Map::isEmpty);
        newest.keySet().retainAll(values.keySet());
        return values.keySet().stream().map(this::row).sorted(BUSIEST).toList();
    }

    private Row row(String id) {
        Map<String, Object> metadata = newest.get(id).resource().metadata();
        return new Row(
                id,
                String.valueOf(metadata.getOrDefault("display_name", id)),
                String.valueOf(metadata.getOrDefault("state", HumanNumbers.UNKNOWN)),
                first(id, "vcpus", "cpu_number"),
                first(id, "cpu_util"),
                first(id, "memory.usage", "memory.resident"),
                first(id, "disk.read.bytes.rate", "disk.device.read.bytes.rate"),
                first(id, "disk.write.bytes.rate", "disk.device.write.bytes.rate"),
                first(id, "network.incoming.bytes.rate"),
                first(id, "network.outgoing.bytes.rate"));
    }

    /** Of the first meter that is known, all parts together. */
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
