package io.nephometer.format.ceilometer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.nephometer.api.Batch;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Owner;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.format.Payload;
import io.nephometer.format.json.FixedOrigin;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CeilometerFormatTest {

    private static final Meter CPU = Meter.cumulative("cpu", "ns");
    private static final Moment READ = new Moment(Instant.parse("2016-01-01T12:00:00.123456789Z"), 1_234_500_000_000L);

    @Test
    void noSamplesAreNoMessage() {
        assertThat(encode("", 1024)).isEmpty();
    }

    @Test
    void aMessageHasTheFieldsOfToday() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("flavor", Map.of("name", "m1.tiny"));
        metadata.put("image", null);
        Resource resource = new Resource("r", new Owner("u", "ann", "p", null), metadata, Map.of(), 0);
        List<Payload> messages = encode(
                "",
                1_000_000,
                new Sample(CPU, resource, 1_000_000L, READ, Map.of("cpu_number", 2)),
                Sample.of(Meter.gauge("cpu_util", "%"), Resource.of("i", Map.of()), 0.5, new Moment(Instant.EPOCH, 0)));
        assertThat(messages).hasSize(1);
        assertThat(messages.get(0).samples()).isEqualTo(2);
        // spotless:off
        assertThat(text(messages.get(0))).isEqualTo("""
            [{"source":"openstack","counter_name":"cpu","counter_type":"cumulative","counter_unit":"ns","counter_volume":1000000,
            "user_id":"u","user_name":"ann","project_id":"p","project_name":null,"resource_id":"r",
            "timestamp":"2016-01-01T12:00:00.123456",
            "resource_metadata":{"flavor":{"name":"m1.tiny"},"image":null,"cpu_number":2},
            "message_id":"e7-41-0","monotonic_time":1234.5,"message_signature":""},
            {"source":"openstack","counter_name":"cpu_util","counter_type":"gauge","counter_unit":"%","counter_volume":0.5,
            "user_id":null,"user_name":null,"project_id":null,"project_name":null,"resource_id":"i",
            "timestamp":"1970-01-01T00:00:00",
            "resource_metadata":{},
            "message_id":"e7-41-1","monotonic_time":0.0,"message_signature":""}]
            """.replace("\n", ""));
        // spotless:on
    }

    @Test
    void aListIsSplitBeforeItOutgrowsTheLimitAndIdsStayUnique() {
        Sample sample = Sample.of(CPU, Resource.of("r", Map.of()), 1, READ);
        Sample big = Sample.of(CPU, Resource.of("r", Map.of("text", "x".repeat(2000))), 1, READ);
        List<Payload> messages = encode("", 800, sample, sample, big, sample, sample, sample);
        assertThat(messages).extracting(Payload::samples).containsExactly(2, 1, 2, 1);
        assertThat(messages)
                .filteredOn(message -> message.samples() > 1)
                .allSatisfy(message -> assertThat(message.bytes()).hasSizeLessThanOrEqualTo(800));
        assertThat(messages)
                .extracting(m -> Pattern.compile("\"message_id\":\"([^\"]*)\"")
                        .matcher(text(m))
                        .results()
                        .map(id -> id.group(1))
                        .toList())
                .containsExactly(
                        List.of("e7-41-0", "e7-41-1"),
                        List.of("e7-42-0"),
                        List.of("e7-43-0", "e7-43-1"),
                        List.of("e7-44-0"));
    }

    @Test
    void theSameBatchIsTheSameBytesAndEachMessageIsSigned() {
        Sample[] samples = IntStream.range(0, 50)
                .mapToObj(i -> Sample.of(CPU, Resource.of("r" + i, Map.of("n", i)), i, READ))
                .toArray(Sample[]::new);
        String once = text(encode("secret", 1_000_000, samples).get(0));
        assertThat(once).isEqualTo(text(encode("secret", 1_000_000, samples).get(0)));
        assertThat(Pattern.compile("\"message_signature\":\"[0-9a-f]{64}\"")
                        .matcher(once)
                        .results())
                .hasSize(50);
    }

    @Test
    void eachSampleIsInExactlyOneMessageAndNoneIsTooLarge() {
        Sample[] samples = IntStream.range(0, 5000)
                .mapToObj(i -> Sample.of(
                        Meter.gauge("m" + i % 7, "B"),
                        Resource.of("r" + i % 11, Map.of("instance_id", "i" + i % 5)),
                        i,
                        new Moment(Instant.EPOCH, i)))
                .toArray(Sample[]::new);
        List<Payload> messages = encode("", 8192, samples);
        assertThat(messages).hasSizeGreaterThan(20);
        assertThat(messages).allSatisfy(message -> {
            assertThat(message.samples()).isPositive();
            assertThat(message.bytes()).hasSizeLessThanOrEqualTo(8192);
        });
        assertThat(messages.stream().mapToInt(Payload::samples).sum()).isEqualTo(5000);
    }

    /** A format is kept for all batches of a route, and none leaves a trace in the next one. */
    @Test
    void theSameBatchIsSignedTheSameWhateverWasEncodedBefore() {
        CeilometerFormat format = new CeilometerFormat(new FixedOrigin(), "secret");
        Sample sample = Sample.of(CPU, Resource.of("r", Map.of("n", 1)), 1, READ);
        Resource bad = Resource.of("bad", Map.of("x", new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("bug");
            }
        }));
        Batch batch = new Batch("s", 41, List.of(sample));
        byte[] bytes = format.encode(batch, 1024).get(0).bytes();
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> format.encode(new Batch("s", 41, List.of(sample, Sample.of(CPU, bad, 1, READ))), 1024));
        assertThat(format.encode(batch, 1024).get(0).bytes()).isEqualTo(bytes);
    }

    private static List<Payload> encode(String secret, int limit, Sample... samples) {
        return new CeilometerFormat(new FixedOrigin(), secret)
                .encode(new Batch("meter_source", 41, List.of(samples)), limit);
    }

    private static String text(Payload message) {
        return new String(message.bytes(), UTF_8);
    }
}
