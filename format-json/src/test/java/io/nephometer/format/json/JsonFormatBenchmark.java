package io.nephometer.format.json;

import io.nephometer.api.Batch;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Owner;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.format.Payload;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How long it takes to encode a turn of 10,000 instances with 50 samples each, on one thread. Run by hand:
 * {@code java -cp target/classes:target/test-classes:… io.nephometer.format.json.JsonFormatBenchmark}.
 */
final class JsonFormatBenchmark {

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final int INSTANCES = 10_000;

    private JsonFormatBenchmark() {}

    public static void main(String[] args) {
        JsonFormat format = new JsonFormat(new FixedOrigin());
        List<Sample> samples = samples();
        for (int run = 1; run <= 10; run++) {
            Batch batch = new Batch("meter_source", 1, samples);
            long start = CPU.getCurrentThreadCpuTime(); // other work shares the cores, the collector shares the clock
            List<Payload> messages = format.encode(batch, 128 * 1024);
            long nanos = CPU.getCurrentThreadCpuTime() - start;
            long bytes = messages.stream().mapToLong(m -> m.bytes().length).sum();
            System.out.printf(
                    "run %2d: %,d samples, %,d messages, %,d bytes, %d ms of CPU, %d ns a sample%n",
                    run, samples.size(), messages.size(), bytes, nanos / 1_000_000, nanos / samples.size());
        }
    }

    /** Returns for each instance 20 samples of its own and 10 of each of three devices. */
    private static List<Sample> samples() {
        List<Meter> meters = IntStream.range(0, 20)
                .mapToObj(i -> i % 3 == 0 ? Meter.gauge("meter.rate." + i, "B/s") : Meter.cumulative("meter." + i, "B"))
                .toList();
        List<Sample> samples = new ArrayList<>(INSTANCES * 50);
        for (int i = 0; i < INSTANCES; i++) {
            Resource instance = instance(i);
            Moment read = new Moment(Instant.ofEpochSecond(1_790_000_000L, i * 1000L), 123_456_789_012_345L + i);
            read(instance, meters, read, samples);
            for (String device : List.of("vda", "vdb", "vdc")) {
                Resource disk = instance.part(instance.id() + "-" + device, Map.of("disk_name", device));
                read(disk, meters.subList(0, 10), read, samples);
            }
        }
        return samples;
    }

    private static void read(Resource resource, List<Meter> meters, Moment read, List<Sample> samples) {
        for (Meter meter : meters) {
            Number volume = meter.type() == Meter.Type.GAUGE
                    ? (Number) (samples.size() / 7.0)
                    : (Number) (89_767_016_250_249L + samples.size());
            samples.add(Sample.of(meter, resource, volume, read));
        }
    }

    private static Resource instance(int i) {
        String id = String.format("38f4fdc6-ebf1-5e5d-a430-%012x", i);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("display_name", "instance number " + i);
        metadata.put("name", String.format("instance-%08x", i));
        metadata.put("instance_id", id);
        metadata.put("instance_type", "m1.small");
        metadata.put("host", "9b2049f54eec52449a7ba5bd0d0102c943f2e40a0efc559a8a829813");
        metadata.put("instance_host", "node-1");
        metadata.put("flavor", Map.of("id", "2", "name", "m1.small", "vcpus", 1, "ram", 2048, "disk", 20));
        metadata.put("status", "active");
        metadata.put("state", "running");
        metadata.put("image_ref", "6f0cd1f9-7c1b-4e0e-9b0f-8e3b1d2f7a55");
        metadata.put("architecture", "x86_64");
        metadata.put("os_type", "hvm");
        metadata.put("vcpus", 1);
        metadata.put("memory_mb", 2048);
        metadata.put("disk_gb", 20);
        Owner owner = new Owner("43f2e40a0efc559a8a82981306f42751", null, "9b2049f54eec52449a7ba5bd0d0102c9", null);
        return new Resource(id, owner, metadata, Map.of(), 1);
    }
}
