package io.nephometer.publisher.mqtt.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nephometer.api.Batch;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicTemplateTest {

    private static final Meter CPU = Meter.cumulative("cpu", "ns");
    private static final Meter MEMORY = Meter.gauge("memory.usage", "MiB");
    private static final Moment READ = new Moment(Instant.EPOCH, 0);

    // spotless:off
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        a/{hots}/b  | topic 'a/{hots}/b': '{hots}' is not known: did you mean '{host}'? Known are {host} {source} {route} {instance} {meter}
        a/{}/b      | topic 'a/{}/b': '{}' is not known: did you mean '{host}'? Known are {host} {source} {route} {instance} {meter}
        a/{host     | topic 'a/{host': unbalanced brace: a placeholder is written {host}
        a}/b        | topic 'a}/b': unbalanced brace: a placeholder is written {host}
        a/+/b       | topic 'a/+/b': '#' and '+' are wildcards: a topic to publish to has none
        /a          | topic '/a': an empty level: expected names with one '/' between them
        a/          | topic 'a/': an empty level: expected names with one '/' between them
        a//b        | topic 'a//b': an empty level: expected names with one '/' between them
        $SYS/a      | topic '$SYS/a': $SYS belongs to the broker: what is published there does not arrive
        """)
    void eachMistakeIsNamedWithWhatWouldBeRight(String template, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.parse(template)).withMessage(message);
    }
    // spotless:on

    @Test
    void controlCharactersAreAMistakeAndNotRepeated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopicTemplate.parse("a\u0000b\nc"))
                .withMessage("topic 'a?b?c': a control character: brokers close the link because of one");
    }

    @Test
    void aTopicIsNotLongerThanMqttAllows() {
        assertThat(TopicTemplate.parse("a".repeat(65_535)).text()).hasSize(65_535);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopicTemplate.parse("ä".repeat(32_768)))
                .withMessage("the topic is longer than the 65535 bytes that MQTT allows");
    }

    @Test
    void hostRouteAndSourceAreFilledIn() {
        assertThat(topics("{host}/{route}/{source}", sample(CPU, "i1")))
                .containsExactly("node%2F1/meter_sink.mqtt/my%20source");
    }

    @Test
    void withoutInstanceAndMeterABatchIsOneShare() {
        List<Sample> samples = List.of(sample(CPU, "i1"), sample(MEMORY, "i2"));
        assertThat(share("a", samples)).containsExactly(Map.entry("a", samples));
    }

    @Test
    void samplesAreSharedByMeter() {
        Sample a = sample(CPU, "i1");
        Sample b = sample(MEMORY, "i1");
        Sample c = sample(CPU, "i2");
        assertThat(share("{meter}", List.of(a, b, c)))
                .containsExactly(Map.entry("cpu", List.of(a, c)), Map.entry("memory.usage", List.of(b)));
    }

    @Test
    void samplesAreSharedByTheInstanceOfTheirResource() {
        Sample itself = sample(CPU, "i1");
        Sample disk = new Sample(CPU, Resource.of("i1-vda", Map.of("instance_id", "i1")), 1L, READ, Map.of());
        Sample host = sample(CPU, "node-1");
        assertThat(share("x/{instance}/y", List.of(itself, disk, host)))
                .containsExactly(Map.entry("x/i1/y", List.of(itself, disk)), Map.entry("x/node-1/y", List.of(host)));
    }

    @Test
    void samplesAreSharedByInstanceAndMeter() {
        assertThat(topics("{instance}/{meter}", sample(MEMORY, "b"), sample(CPU, "a"), sample(MEMORY, "a")))
                .containsExactly("b/memory.usage", "a/cpu", "a/memory.usage");
    }

    @Test
    void whatIsFilledInIsNoTemplateItself() {
        assertThat(topics("{instance}/{meter}", sample(CPU, "{meter}/#"))).containsExactly("%7Bmeter%7D%2F%23/cpu");
    }

    private static Sample sample(Meter meter, String resource) {
        return Sample.of(meter, Resource.of(resource, Map.of()), 1L, READ);
    }

    private static Iterable<String> topics(String template, Sample... samples) {
        return share(template, List.of(samples)).keySet();
    }

    private static Map<String, List<Sample>> share(String template, List<Sample> samples) {
        return TopicTemplate.parse(template)
                .forRoute(new FakeOrigin("node/1"))
                .byTopic(new Batch("my source", 1, samples));
    }
}
