package io.nephometer.transformer.basic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The worked examples of {@code transformer-examples.json}: what goes in, and what must come out. */
class ExamplesTest {

    /** Where something else comes out here than there: for what reason, and what. */
    private record Deviation(String reason, List<String> instead) {}

    private static final String FLOAT_IS_A_FUNCTION = "a call is an error when the file is loaded, not once a sample";

    // spotless:off
    private static final Map<String, Deviation> DEVIATIONS = Map.of(
        "RC-23", new Deviation("moments are in UTC, whatever the offset that they were written with", List.of(
            "publish [x cumulative 4.0 B r1 u1 p1 12:00:02 {}]")),
        "AG-16", new Deviation("a renamed gauge is averaged; there it divides by zero", List.of(
            "publish []",
            "flush 0 [renamed gauge 30.0 B r u1 p1 12:00:00 {}]")),
        "AG-23", new Deviation("a renamed gauge is averaged and released; there it is held forever", List.of(
            "publish []",
            "flush 0 [renamed gauge 3.0 B r u1 p1 12:00:00 {}]",
            "publish []",
            "flush 0 []")),
        "EX-01", new Deviation(FLOAT_IS_A_FUNCTION, List.of(
            "rejected [target, scale] 0: functions are not available in expressions, nor is 'float'")),
        "EX-02", new Deviation(FLOAT_IS_A_FUNCTION, List.of(
            "rejected [target, scale] 0: functions are not available in expressions, nor is 'max'")));
    // spotless:on

    @TestFactory
    Stream<DynamicTest> whatComesOutIsWhatTheExampleSays() throws IOException {
        return cases().map(example -> {
            String id = example.get("id").asText();
            return DynamicTest.dynamicTest(id + " " + example.get("title").asText(), () -> {
                Deviation deviation = DEVIATIONS.get(id);
                assertThat(new TransformerExample(example).events())
                        .isEqualTo(deviation == null ? TransformerExample.expected(example) : deviation.instead());
            });
        });
    }

    @Test
    void everyDeviationIsOneAndHasAReason() throws IOException {
        List<String> deviating = cases().filter(example ->
                        !new TransformerExample(example).events().equals(TransformerExample.expected(example)))
                .map(example -> example.get("id").asText())
                .toList();
        assertThat(deviating).containsExactlyInAnyOrderElementsOf(DEVIATIONS.keySet());
        assertThat(DEVIATIONS.values()).extracting(Deviation::reason).doesNotContain("");
    }

    @Test
    void thereAre33Examples() throws IOException {
        assertThat(cases()).hasSize(33);
    }

    private static Stream<JsonNode> cases() throws IOException {
        try (InputStream json = ExamplesTest.class.getResourceAsStream("/transformer-examples.json")) {
            JsonNode cases = new ObjectMapper().readTree(json).get("cases");
            return StreamSupport.stream(cases.spliterator(), false).toList().stream();
        }
    }
}
