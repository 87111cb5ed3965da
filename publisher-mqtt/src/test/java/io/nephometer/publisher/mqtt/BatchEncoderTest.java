package io.nephometer.publisher.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.format.Format;
import io.nephometer.format.json.JsonFormatFactory;
import io.nephometer.publisher.mqtt.address.FakeOrigin;
import io.nephometer.publisher.mqtt.address.TopicTemplate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchEncoderTest {

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
