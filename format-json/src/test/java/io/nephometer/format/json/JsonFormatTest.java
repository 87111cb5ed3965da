package io.nephometer.format.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.nephometer.api.Batch;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Owner;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.format.Format;
import io.nephometer.format.Payload;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonFormatTest {

    private static final int LIMIT = 128 * 1024;
    private static final Meter CPU = Meter.cumulative("cpu", "ns");
    private static final Meter UTIL = Meter.utilisation("cpu_util", "cpu", "cpu_number");
    private static final Moment READ = new Moment(Instant.parse("2026-11-01T12:00:00.123456789Z"), 1_234_000_000_005L);

    @Test
    void noSamplesAreNoDocument() {
        assertThat(encode()).isEmpty();
    }

    @Test
    void aDocumentHasEachResourceOnceWithItsSamples() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("display_name", "wéb \"1\"\n");
        metadata.put("flavor", Map.of("vcpus", 2));
        metadata.put("image", null);
        metadata.put("tags", Arrays.asList("a", 1.5, true, null));
        Resource web = new Resource("i1", new Owner("u1", "ann", "p1", null), metadata, Map.of(), 3);
        Resource db = Resource.of("i2", Map.of());
        List<Payload> messages = encode(
                new Sample(CPU, web, 89_767_016_250_249L, READ, Map.of("cpu_number", 2)),
                Sample.of(CPU, db, 7, READ),
                Sample.of(UTIL, Resource.of("i2", Map.of()), 12.5, new Moment(Instant.EPOCH, -5)));
        assertThat(messages).hasSize(1);
        // spotless:off
        assertThat(text(messages.get(0))).isEqualTo(joined("""
            {"host":"node-1","route":"meter_sink.mqtt","epoch":"e7","seq":41,"source":"meter_source","resources":[
            {"resource_id":"i1","user_id":"u1","user_name":"ann","project_id":"p1","incarnation":3,
            "resource_metadata":{"display_name":"wéb \\"1\\"\\n","flavor":{"vcpus":2},"image":null,"tags":["a",1.5,true,null]},
            "samples":[
            {"id":"e7-41-0","name":"cpu","type":"cumulative","unit":"ns","volume":89767016250249,
            "timestamp":"2026-11-01T12:00:00.123456Z","monotonic_time":1234.000000005,"metadata":{"cpu_number":2}}]},
            {"resource_id":"i2","user_id":null,"project_id":null,"incarnation":0,"resource_metadata":{},
            "samples":[
            {"id":"e7-41-1","name":"cpu","type":"cumulative","unit":"ns","volume":7,
            "timestamp":"2026-11-01T12:00:00.123456Z","monotonic_time":1234.000000005},
            {"id":"e7-41-2","name":"cpu_util","type":"gauge","unit":"%","volume":12.5,
            "timestamp":"1970-01-01T00:00:00.000000Z","monotonic_time":-0.000000005}]}]}
            """));
        // spotless:on
    }

    @Test
    void samplesOfAResourceStandTogetherInTheOrderOfFirstSight() {
        Resource a = Resource.of("a", Map.of("x", 1));
        Resource b = Resource.of("b", Map.of());
        Resource sameIdOtherMetadata = Resource.of("a", Map.of("x", 2));
        String document = text(encode(
                        of(b, 1),
                        of(a, 2),
                        of(sameIdOtherMetadata, 3),
                        of(Resource.of("a", Map.of("x", 1)), 4),
                        of(b, 5))
                .get(0));
        assertThat(all("\"resource_id\":\"(\\w)\"", document)).containsExactly("b", "a", "a");
        assertThat(all("\"volume\":(\\d)", document)).containsExactly("1", "5", "2", "4", "3");
        assertThat(all("\"id\":\"e7-41-(\\d)\"", document)).containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    void aBatchThatIsTooBigForADocumentIsSplit() {
        Resource big = Resource.of("big", Map.of("text", "x".repeat(1000)));
        Resource other = Resource.of("other", Map.of("text", "y".repeat(1000)));
        List<Sample> samples = new ArrayList<>();
        IntStream.range(0, 2000).forEach(i -> samples.add(of(big, i)));
        IntStream.range(2000, 2100).forEach(i -> samples.add(of(other, i)));
        List<Payload> messages = encode(samples.toArray(Sample[]::new));

        assertThat(messages).hasSizeGreaterThan(1);
        List<String> volumes = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            String document = text(messages.get(i));
            List<String> own = all("\"volume\":(\\d+)", document);
            assertThat(messages.get(i).bytes()).hasSizeLessThanOrEqualTo(LIMIT);
            assertThat(document).contains("\"seq\":" + (41 + i) + ",").endsWith("}]}]}");
            assertThat(all("\"id\":\"([^\"]*)\"", document)).isEqualTo(ids("e7-" + (41 + i) + "-", own.size()));
            assertThat(document.contains("xxxx") || document.contains("yyyy")).isTrue();
            volumes.addAll(own);
        }
        assertThat(messages.get(0).bytes()).hasSizeGreaterThan(LIMIT - 300);
        assertThat(volumes).isEqualTo(ids("", 2100));
    }

    @Test
    void aSampleThatIsTooBigByItselfGoesAlone() {
        Resource huge = Resource.of("huge", Map.of("text", "x".repeat(LIMIT)));
        Resource small = Resource.of("small", Map.of());
        List<Payload> messages = encode(of(small, 0), of(huge, 1), of(huge, 2), of(small, 3));
        assertThat(messages)
                .extracting(m -> all("\"volume\":(\\d)", text(m)))
                .containsExactly(List.of("0", "3"), List.of("1"), List.of("2"));
    }

    /** A format is kept for all batches of a route, and none leaves a trace in the next one. */
    @Test
    void theSameBatchIsTheSameBytesWhateverWasEncodedBefore() {
        Sample sample = of(Resource.of("i", Map.of("x", 1)), 1);
        byte[] bytes = encode(sample).get(0).bytes();
        Format format = format();
        format.encode(batch(of(Resource.of("other", Map.of()), 2), sample), LIMIT);
        assertThat(format.encode(batch(), LIMIT)).isEmpty();
        assertThat(format.encode(batch(sample), LIMIT).get(0).bytes()).isEqualTo(bytes);
        Resource bad = Resource.of("bad", Map.of("x", new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("bug");
            }
        }));
        assertThatIllegalStateException().isThrownBy(() -> format.encode(batch(sample, of(bad, 3)), LIMIT));
        assertThat(format.encode(batch(sample), LIMIT).get(0).bytes()).isEqualTo(bytes);
    }

    static List<Arguments> volumes() {
        return List.of(
                Arguments.of(new BigInteger("18446744073709551615"), "18446744073709551615"),
                Arguments.of(Long.MAX_VALUE, "9223372036854775807"),
                Arguments.of(Long.MIN_VALUE, "-9223372036854775808"),
                Arguments.of(-1, "-1"),
                Arguments.of(0L, "0"),
                Arguments.of(0.1, "0.1"),
                Arguments.of(1e22, "1.0E22"),
                Arguments.of(2e-3, "0.002"),
                Arguments.of(2.0e23, "2.0E23"), // 1.9999999999999998E23 with Java 17's Double.toString
                Arguments.of(1 / 3.0, "0.3333333333333333"),
                Arguments.of(100.0, "100.0"),
                Arguments.of(-0.0, "-0.0"),
                Arguments.of(Double.MIN_VALUE, "4.9E-324"),
                Arguments.of(Double.NaN, "null"),
                Arguments.of(Float.POSITIVE_INFINITY, "null"));
    }

    @ParameterizedTest
    @MethodSource("volumes")
    void numbersKeepTheirKindAndAllTheirDigits(Number volume, String written) {
        String document = text(encode(Sample.of(UTIL, Resource.of("i", Map.of()), volume, READ))
                .get(0));
        assertThat(document).contains("\"volume\":" + written + ",");
    }

    @Test
    void whatIsNoTextInUtf8DoesNotStopTheRest() {
        Resource odd = Resource.of("\uD800", Map.of("a\uDC00", "\uD83D\uDE00 \uDC00\u0000"));
        Sample sample = Sample.of(Meter.gauge("m", "\uD800"), odd, 1L, READ);
        assertThat(text(encode(sample).get(0)))
                .contains("\"resource_id\":\"?\"", "{\"a?\":\"\\uD83D\\uDE00 ?\\u0000\"}", "\"unit\":\"?\"");
    }

    @Test
    void everyFieldIsDescribedInTheSchema() throws IOException {
        Owner owner = new Owner("u", "ann", "p", "project");
        Resource resource = new Resource("r", owner, Map.of(), Map.of(), 1);
        Sample sample = new Sample(CPU, resource, 1, READ, Map.of("cpu_number", 1));
        String schema = Files.readString(Path.of("../docs/sample-document.schema.json"));
        assertThat(all("\"(\\w+)\":", text(encode(sample).get(0))))
                .hasSize(23)
                .filteredOn(field -> !field.equals("cpu_number"))
                .allSatisfy(field -> assertThat(schema).contains("\"" + field + "\": {"));
    }

    private static Sample of(Resource resource, long volume) {
        return Sample.of(CPU, resource, volume, READ);
    }

    private static List<Payload> encode(Sample... samples) {
        return format().encode(batch(samples), LIMIT);
    }

    private static Format format() {
        return new JsonFormatFactory().open(new FixedOrigin("meter_sink.mqtt"));
    }

    private static Batch batch(Sample... samples) {
        return new Batch("meter_source", 41, List.of(samples));
    }

    private static String text(Payload payload) {
        return new String(payload.bytes(), UTF_8);
    }

    private static String joined(String lines) {
        return lines.replace("\n", "");
    }

    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static List<String> ids(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }
}
