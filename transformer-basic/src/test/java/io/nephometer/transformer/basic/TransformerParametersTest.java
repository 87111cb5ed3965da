package io.nephometer.transformer.basic;

import static io.nephometer.transformer.basic.TestSamples.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nephometer.api.ParameterException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is rejected when a pipeline is loaded, and where the fault is said to be. */
class TransformerParametersTest {

    @Test
    void anUnknownKeyIsRejectedWithTheNearest() {
        rejected("rate_of_change", map("targt", map()), "[targt] 0: unknown parameter 'targt': did you mean 'target'?");
        rejected(
                "unit_conversion",
                map("target", map("scal", 1L)),
                "[target, scal] 0: unknown parameter 'scal': did you mean 'scale'?");
        rejected(
                "delta",
                map("source", map("map_from", map("nam", "x"))),
                "[source, map_from, nam] 0: unknown parameter 'nam': did you mean 'name'?");
        rejected(
                "arithmetic",
                map("target", map("scale", "1")),
                "[target, scale] 0: unknown parameter 'scale': did you mean 'name'?");
        rejected("accumulator", map("sise", 1L), "[sise] 0: unknown parameter 'sise': did you mean 'size'?");
    }

    @Test
    void aValueOfTheWrongKindIsRejected() {
        rejected("delta", map("target", "cpu"), "[target] 0: expected a map, not 'cpu'");
        rejected("delta", map("target", map("name", 3L)), "[target, name] 0: expected a text: \"3\"");
        rejected("delta", map("growth_only", "yes"), "[growth_only] 0: 'yes' is neither true nor false");
        rejected(
                "unit_conversion",
                map("target", map("type", "counter")),
                "[target, type] 0: 'counter' is not a meter type: expected gauge, cumulative or delta");
        rejected("unit_conversion", map("target", map("max", "9")), "[target, max] 0: '9' is not a finite number");
        rejected(
                "unit_conversion",
                map("target", map("max", Double.NaN)),
                "[target, max] 0: 'NaN' is not a finite number");
        rejected(
                "unit_conversion",
                map("target", map("scale", true)),
                "[target, scale] 0: 'true' is not a finite number");
        rejected(
                "unit_conversion",
                map("target", map("scale", List.of())),
                "[target, scale] 0: '[]' is not a finite number");
        rejected(
                "unit_conversion",
                map("target", map("name", "a b")),
                "[target, name] 0: 'a b' is not a valid meter name: expected words of A-Z a-z 0-9 _ - joined by dots, a letter first");
    }

    @Test
    void aSizeIsAWholeNumber() {
        for (Object wrong : new Object[] {-1L, "-1", "ten", "", " 1", 2.5, true, 1_000_001L, "99999999999"}) {
            String message = "[size] 0: '" + wrong + "' is not a valid size: expected a whole number from 0 to 1000000";
            rejected("accumulator", map("size", wrong), message);
            rejected("aggregator", map("size", wrong), message);
        }
    }

    @Test
    void aRetentionTimeIsSeconds() {
        for (Object wrong : new Object[] {-1L, "1m", "", "-5", "1e3", Double.NaN, Double.POSITIVE_INFINITY, false}) {
            rejected(
                    "aggregator",
                    map("retention_time", wrong),
                    "[retention_time] 0: '" + wrong + "' is not a valid time: expected seconds, 0 or more");
        }
    }

    @Test
    void howToMergeIsOneOfAFew() {
        rejected(
                "aggregator", map("user_id", "drop"), "[user_id] 0: unknown value 'drop': expected one of first, last");
        rejected(
                "aggregator",
                map("resource_metadata", "Last"),
                "[resource_metadata] 0: unknown value 'Last': expected one of first, last, drop");
    }

    @Test
    void aWrongExpressionIsRejectedWithItsPlace() {
        rejected(
                "rate_of_change",
                map("target", map("scale", "100.0 / (10**9 * (resource_metdata.cpu_number or 1))")),
                "[target, scale] 18: 'resource_metdata' is not a field of a sample: did you mean 'resource_metadata'?");
        rejected(
                "arithmetic",
                map("target", map("expr", "$(a) + ")),
                "[target, expr] 7: a value is missing before the end");
        rejected(
                "arithmetic",
                map("target", map("expr", "1 + 1")),
                "[target, expr] 0: the expression contains no meter: write $(cpu) for the meter cpu");
    }

    @Test
    void aWrongRegularExpressionIsRejectedWithItsPlace() {
        rejected(
                "rate_of_change",
                map("source", map("map_from", map("name", "a{x(")), "target", map("map_to", map("name", "b"))),
                "[source, map_from, name] 4: not a valid regular expression: unclosed group");
        rejected(
                "rate_of_change",
                map("source", map("map_from", map("name", "(a)")), "target", map("map_to", map("name", "b\\2"))),
                "[target, map_to, name] 1: map_from has no group '2'; it has 1");
    }

    private static void rejected(String name, Map<String, Object> parameters, String message) {
        ParameterException e = catchThrowableOfType(ParameterException.class, () -> TestSamples.open(name, parameters));
        assertThat(e == null ? null : e.path() + " " + e.offset() + ": " + e.getMessage())
                .isEqualTo(message);
    }
}
