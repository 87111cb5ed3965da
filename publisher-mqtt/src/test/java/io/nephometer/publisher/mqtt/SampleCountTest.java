package io.nephometer.publisher.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Publisher;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.publisher.mqtt.address.FakeOrigin;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleCountTest {

    private static final int SAMPLES = 5000;

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
}
