package io.nephometer.format.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Batch;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Owner;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.format.Payload;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JsonLinesFormatTest {

    private static final Meter CPU = Meter.cumulative("cpu", "ns");
    private static final Moment READ = new Moment(Instant.parse("2026-11-01T12:00:00.123456789Z"), 1_234_000_000_005L);

    private final JsonLinesFormat lines = new JsonLinesFormat(new FixedOrigin());

    @Test
    void noSamplesMakeNoMessage() {
        assertThat(encode(List.of())).isEmpty();
    }

    @Test
    void aSampleIsALineWithAllThatIsKnownOfIt() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("display_name", "wéb \"1\"\n");
        metadata.put("cpu_number", 1);
        metadata.put("image", null);
        Resource web = new Resource("i1", new Owner("u1", "ann", "p1", null), metadata, Map.of(), 3);
        Sample sample = new Sample(CPU, web, 89_767_016_250_249L, READ, Map.of("cpu_number", 2));
        // spotless:off
        assertThat(text(encode(List.of(sample)))).isEqualTo("""
            {"id":"e7-41-0","name":"cpu","type":"cumulative","unit":"ns","volume":89767016250249,
            "resource_id":"i1","incarnation":3,"user_id":"u1","user_name":"ann","project_id":"p1",
            "timestamp":"2026-11-01T12:00:00.123456Z","monotonic_time":1234.000000005,
            "resource_metadata":{"display_name":"wéb \\"1\\"\\n","cpu_number":2,"image":null},
            "source":"meter_source","host":"node-1","route":"meter_sink.file","seq":41}
            """.replace(",\n", ",") );
        // spotless:on
    }

    @Test
    void whatIsNotKnownIsNull() {
        Sample sample = Sample.of(CPU, Resource.of("i", Map.of()), 1, new Moment(Instant.EPOCH, -5));
        assertThat(text(encode(List.of(sample))))
                .contains("\"user_id\":null,\"project_id\":null")
                .contains("\"timestamp\":\"1970-01-01T00:00:00.000000Z\",\"monotonic_time\":-0.000000005,")
                .contains("\"resource_metadata\":{}");
    }

    @Test
    void numbersAreExact() {
        Resource resource = Resource.of("i", Map.of());
        Sample big = Sample.of(CPU, resource, new BigInteger("18446744073709551615"), READ);
        Sample real = Sample.of(Meter.gauge("cpu_util", "%"), resource, 2.0E-3, READ);
        assertThat(text(encode(List.of(big, real))))
                .contains("\"volume\":18446744073709551615,")
                .contains("\"volume\":0.002,");
    }

    @Test
    void loneSurrogatesAreReplaced() {
        Sample sample = Sample.of(CPU, Resource.of("\uD83D", Map.of("\uDE00", "\uD83D\uDE00")), 1, READ);
        assertThat(text(encode(List.of(sample))))
                .contains("\"resource_id\":\"?\"")
                .contains("{\"?\":\"\\uD83D\\uDE00\"}");
    }

    @Test
    void manySamplesAreSeveralMessagesOfWholeLinesInOrder() {
        List<Sample> samples = samples(2_000, 100);
        List<Payload> messages = encode(samples);
        assertThat(messages).hasSizeGreaterThan(2);
        assertThat(messages).allSatisfy(message -> {
            assertThat(message.bytes()).hasSizeLessThanOrEqualTo(128 * 1024).endsWith((byte) '\n');
            assertThat(message.samples())
                    .isEqualTo((int) text(List.of(message)).lines().count());
        });
        assertThat(messages.stream().mapToInt(Payload::samples).sum()).isEqualTo(2_000);
        assertThat(text(messages).lines().map(line -> line.replaceAll(".*\"volume\":(\\d+),.*", "$1")))
                .containsExactlyElementsOf(
                        IntStream.range(0, 2_000).mapToObj(String::valueOf).toList());
    }

    @Test
    void eachMessageHasTheNextNumberAndEachSampleItsOwnId() {
        List<Payload> messages = encode(samples(2_000, 100));
        for (int i = 0; i < messages.size(); i++) {
            String seq = "\"seq\":" + (41 + i) + "}";
            assertThat(text(List.of(messages.get(i))).lines())
                    .allSatisfy(line -> assertThat(line).endsWith(seq));
            assertThat(text(List.of(messages.get(i)))).startsWith("{\"id\":\"e7-" + (41 + i) + "-0\"");
        }
        assertThat(text(messages).lines().map(line -> line.substring(0, line.indexOf(",\"name\""))))
                .doesNotHaveDuplicates();
    }

    @Test
    void aSampleBiggerThanAMessageIsAMessageByItself() {
        List<Sample> samples = List.of(
                samples(1, 1).get(0), samples(1, 200_000).get(0), samples(1, 1).get(0));
        assertThat(encode(samples)).extracting(Payload::samples).containsExactly(1, 1, 1);
    }

    @Test
    void theSameBatchIsTheSameBytes() {
        assertThat(text(encode(samples(10, 10)))).isEqualTo(text(encode(samples(10, 10))));
    }

    private static List<Sample> samples(int count, int filling) {
        Resource resource = Resource.of("i", Map.of("filling", String.join("", Collections.nCopies(filling, "x"))));
        return IntStream.range(0, count)
                .mapToObj(volume -> Sample.of(CPU, resource, volume, READ))
                .toList();
    }

    private List<Payload> encode(List<Sample> samples) {
        return lines.encode(new Batch("meter_source", 41, samples), 128 * 1024);
    }

    private static String text(List<Payload> messages) {
        StringBuilder text = new StringBuilder();
        messages.forEach(message -> text.append(new String(message.bytes(), UTF_8)));
        return text.toString();
    }
}
