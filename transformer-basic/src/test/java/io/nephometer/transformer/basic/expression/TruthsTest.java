package io.nephometer.transformer.basic.expression;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code truths.txt}: expressions and what they are in Python. */
class TruthsTest {

    private static final Sample SAMPLE =
            Sample.of(Meter.gauge("cpu", "ns"), Resource.of("r1", Map.of()), 7L, new Moment(Instant.EPOCH, 0));

    static Stream<String> truths() throws IOException {
        try (InputStream text = TruthsTest.class.getResourceAsStream("truths.txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("truths")
    void anExpressionIsWhatItIsInPython(String truth) {
        String[] columns = truth.split("\t", -1);
        assertThat(said(columns[0])).isEqualTo(columns[1] + " " + same(columns[1], columns[2]));
    }

    private static String said(String expression) {
        try {
            Object value = Expression.ofSample(expression).value(meter -> SAMPLE);
            if (value instanceof Double) {
                return "float " + value;
            }
            if (value instanceof Boolean truth) {
                return "bool " + (truth ? "True" : "False");
            }
            return value == null ? "None None" : (value instanceof String ? "str " : "int ") + value;
        } catch (SyntaxException | EvaluationException e) {
            return "error ";
        }
    }

    private static String same(String kind, String value) {
        return kind.equals("float") ? String.valueOf(Double.parseDouble(value.replace("inf", "Infinity"))) : value;
    }
}
