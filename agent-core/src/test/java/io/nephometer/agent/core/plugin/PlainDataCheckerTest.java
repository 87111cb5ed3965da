package io.nephometer.agent.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Owner;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlainDataCheckerTest {

    private static final Meter METER = Meter.gauge("meter", "");
    private static final Moment NOW = new Moment(Instant.parse("2026-01-01T12:00:00Z"), 0);

    private final PlainDataChecker checker = new PlainDataChecker(List.of());

    private static Sample sample(Map<String, Object> metadata) {
        return new Sample(METER, Resource.of("r", Map.of()), 1L, NOW, metadata);
    }

    static Stream<Arguments> hostile() {
        Map<String, Object> inItself = new HashMap<>();
        inItself.put("a", inItself);
        Map<String, Object> deep = new HashMap<>();
        Map<String, Object> level = deep;
        for (int i = 0; i < 5_000; i++) {
            Map<String, Object> next = new HashMap<>();
            level.put("d", next);
            level = next;
        }
        return Stream.of(
                Arguments.of("a text that throws", new Object() {
                    @Override
                    public String toString() {
                        throw new IllegalStateException("x");
                    }
                }),
                Arguments.of("a list that throws", new ArrayList<Object>() {
                    @Override
                    public java.util.Iterator<Object> iterator() {
                        throw new IllegalStateException("x");
                    }
                }),
                Arguments.of("a number of its own", new BigInteger("1") {
                    @Override
                    public String toString() {
                        throw new IllegalStateException("x");
                    }
                }),
                Arguments.of("a map in itself", inItself),
                Arguments.of("5,000 maps in each other", deep),
                Arguments.of("a list without an end", (Iterable<Object>)
                        () -> Stream.<Object>generate(() -> 1).iterator()),
                Arguments.of("a long text", "x".repeat(2_000_000)),
                Arguments.of("not a number", Double.NaN),
                Arguments.of("a long number", new BigDecimal("1e1000000000")),
                Arguments.of("a key that is not a text", new HashMap<>(Map.of(1, 2))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void whatCannotBeReadWithoutHarmIsRejectedWhereverItIs(String what, Object value) {
        assertThat(checker.check(sample(Map.of("x", value)))).isNull();
        assertThat(checker.check(sample(Map.of("x", List.of(value))))).isNull();
        assertThat(checker.check(Resource.of("r", Map.of("x", value)))).isNull();
        Map<String, Map<String, Object>> devices = Map.of("vda", Map.of("x", value));
        assertThat(checker.check(new Resource("r", Owner.UNKNOWN, Map.of(), devices, 1)))
                .isNull();
    }

    @Test
    void plainSamplesAndResourcesPassAsTheyAre() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("text", "a");
        metadata.put("number", 1.5);
        metadata.put("nothing", null);
        Sample sample =
                new Sample(METER, Resource.of("r", metadata), BigInteger.TEN, NOW, Map.of("big", BigInteger.TWO));
        assertThat(checker.check(sample)).isSameAs(sample);
    }

    @Test
    void listsAndMapsAreCopiedSoThatTheyCannotChange() {
        List<Object> list = new ArrayList<>(List.of("a"));
        Sample passed = checker.check(sample(Map.of("list", list)));
        list.add("b");
        assertThat(passed.metadata()).isEqualTo(Map.of("list", List.of("a")));
    }

    @Test
    void aResourceThatWasCheckedBeforeIsTheSameForAllItsSamples() {
        Resource resource = Resource.of("r", Map.of("list", List.of(1)));
        PlainDataChecker knowing = new PlainDataChecker(List.of(resource));
        assertThat(knowing.check(resource)).isSameAs(resource);
        assertThat(checker.check(resource))
                .isNotSameAs(resource)
                .isEqualTo(resource)
                .isSameAs(checker.check(resource));
    }

    @Test
    void aVolumeOrTimeThatCannotBeWrittenIsRejected() {
        Resource resource = Resource.of("r", Map.of());
        assertThat(checker.check(Sample.of(METER, resource, BigInteger.ONE.shiftLeft(5_000), NOW)))
                .isNull();
        assertThat(checker.check(Sample.of(METER, resource, 1, new Moment(Instant.MAX, 0))))
                .isNull();
        assertThat(checker.check(Sample.of(METER, resource, 1, new Moment(null, 0))))
                .isNull();
        assertThat(checker.check((Sample) null)).isNull();
    }
}
