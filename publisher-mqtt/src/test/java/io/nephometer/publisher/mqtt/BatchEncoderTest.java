package io.nephometer.publisher.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Publisher;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.format.Format;
import io.nephometer.format.json.JsonFormatFactory;
import io.nephometer.publisher.mqtt.address.FakeOrigin;
import io.nephometer.publisher.mqtt.address.TopicTemplate;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchEncoderTest {

    private static final int SAMPLES = 5000;
    private static final Resource I1 = Resource.of("i1", Map.of());
    private static final Resource I2 = Resource.of("i2", Map.of());

    @Test
    void noSamplesAreNoMessageWhateverTheTopic() {
        assertThat(encode("nephometer/{host}/samples")).isEmpty();
        assertThat(encode("{meter}")).isEmpty();
    }

    @Test
    void aMessageHasTheTopicAndItsSamples() {
        assertThat(encode("nephometer/{host}/samples", of(I1, 1), of(I2, 2)))
                .extracting(Message::topic, Message::samples)
                .containsExactly(tuple("nephometer/node-1/samples", 2));
    }

    @Test
    void documentsOfABatchAreNumberedOverAllItsTopics() {
        List<Message> messages = encode("{instance}", of(I1, 1), of(I2, 2), of(I1, 3));
        assertThat(messages).extracting(Message::topic).containsExactly("i1", "i2");
        assertThat(text(messages.get(0))).contains("\"seq\":41,", "\"id\":\"e7-41-0\"", "\"id\":\"e7-41-1\"");
        assertThat(text(messages.get(1))).contains("\"seq\":42,", "\"id\":\"e7-42-0\"");
    }

    @ParameterizedTest
    @CsvSource({
        "json, none, x",
        "json, gzip, x",
        "json, none, {instance}/{meter}",
        "json, gzip, {meter}",
        "jsonl, none, x",
        "jsonl, gzip, {instance}",
        "jsonl, none, {source}/{meter}"
    })
    void eachSampleIsInExactlyOneMessage(String format, String compress, String topic) throws Exception {
        String query = "?format=" + format + "&compress=" + compress + "&topic="
                + topic.replace("{", "%7B").replace("}", "%7D");
        try (Publisher publisher = PublisherFixtures.factory("max_message_bytes=8192")
                .open(URI.create("mqtt://127.0.0.1" + query), new FakeOrigin())) {
            List<Message> messages = publisher.encode(new Batch("meter_source", 1, samples()));
            assertThat(messages).hasSizeGreaterThan(20);
            assertThat(messages).allSatisfy(message -> {
                assertThat(message.samples()).isPositive();
                assertThat(message.payload()).hasSizeLessThanOrEqualTo(8192);
            });
            assertThat(messages.stream().mapToInt(Message::samples).sum()).isEqualTo(SAMPLES);
        }
    }

    private static List<Sample> samples() {
        return IntStream.range(0, SAMPLES)
                .mapToObj(i -> Sample.of(
                        Meter.gauge("m" + i % 7, "B"),
                        Resource.of("r" + i % 11, Map.of("instance_id", "i" + i % 5)),
                        i,
                        new Moment(Instant.EPOCH, i)))
                .toList();
    }

    private static Sample of(Resource resource, long volume) {
        return Sample.of(Meter.cumulative("cpu", "ns"), resource, volume, new Moment(Instant.EPOCH, 0));
    }

    private static List<Message> encode(String topic, Sample... samples) {
        FakeOrigin origin = new FakeOrigin();
        Format format = new JsonFormatFactory().open(origin);
        return new BatchEncoder(TopicTemplate.parse(topic).forRoute(origin), format, 128 * 1024)
                .encode(new Batch("meter_source", 41, List.of(samples)));
    }

    private static String text(Message message) {
        return new String(message.payload(), UTF_8);
    }
}
