package io.nephometer.transformer.basic.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Owner;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                  | 0 | a value is missing before the end
            '  '                | 2 | a value is missing before the end
            volume +            | 8 | a value is missing before the end
            (volume             | 7 | ')' is missing before the end
            volume)             | 6 | an operator is missing before ')'
            volume 2            | 7 | an operator is missing before '2'
            2 + float(volume)   | 4 | functions are not available in expressions, nor is 'float'
            volume.real()       | 11 | functions are not available in expressions
            (volume)(1)         | 8 | functions are not available in expressions
            volum * 2           | 0 | 'volum' is not a field of a sample: did you mean 'volume'?
            1 + metadata.x      | 4 | 'metadata' is not a field of a sample: did you mean 'resource_metadata'?
            $(cpu) / 2          | 0 | no other meter is known here: 'volume' is that of the sample that is transformed
            volume = 2          | 7 | '=' has no meaning here: '==' compares
            !volume             | 0 | '!' has no meaning here: 'not' negates
            volume & 2          | 7 | '&' has no meaning here
            volume is None      | 7 | 'is' is not available: '==' compares
            volume not 2        | 11 | 'in' is missing before '2'
            010                 | 0 | a whole number does not begin with 0: 10
            1e999               | 0 | the number is too big
            name == "cpu        | 8 | the text has no closing "
            name == "\\q"       | 9 | '\\q' is not an escape: write \\\\ for a backslash
            [1, 2]              | 0 | a value is missing before '['
            1, 2                | 1 | an operator is missing before ','
            1 if volume         | 11 | 'else' is missing before the end
            resource_metadata.3 | 17 | an operator is missing before '.3'
            volume[1            | 8 | ']' is missing before the end
            volume + 1 / 0      | 11 | division by zero
            2 * 'a' - 1         | 8 | '-' has no meaning between a text and a number
            10**10**10          | 2 | a whole number of more than 4096 bits
            'a' * 10**9         | 4 | a text of more than 10000 characters
            $                   | 0 | '$' begins a meter: $(meter.name)
            """, quoteCharacter = '`')
    void aWrongExpressionIsRejectedWithItsPlace(String text, int offset, String message) {
        String expression = text == null ? "" : text.equals("''") ? "" : text.equals("'  '") ? "  " : text;
        assertThatThrownBy(() -> Expression.ofSample(expression))
                .isInstanceOfSatisfying(
                        SyntaxException.class, e -> assertThat(e.offset()).isEqualTo(offset))
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            volume / resource_metadata.zero    | division by zero (column 8 of 'volume / resource_metadata.zero')
            volume * resource_metadata.nothing | '*' has no meaning between a number and a missing value (column 8 of
            volume + name                      | '+' has no meaning between a number and a text
            name * 10000                       | a text of more than 10000 characters
            name < 3                           | '<' has no meaning between a text and a number
            name                               | the result is a text, not a finite number
            resource_metadata                  | the result is a map, not a finite number
            resource_metadata.none             | the result is None, not a finite number
            resource_metadata.nothing          | the result is a missing value, not a finite number
            resource_metadata.list             | the result is a list, not a finite number
            1e308 * volume * 10                | the result is Infinity, not a finite number
            1e308*volume*10 - 1e308*volume*10  | the result is NaN, not a finite number
            volume.x                           | a number has no attribute 'x'
            name.x                             | a text has no attribute 'x'
            resource_metadata.list[3]          | there is no element 3 among 3
            resource_metadata.list[-4]         | there is no element -4 among 3
            resource_metadata.list['a']        | a list has no element at a text
            volume[0]                          | a number has no element at a number
            -name                              | a text has no sign
            2 in volume                        | 'in' has no meaning between a number and a number
            (0 - volume) ** 0.5                | a negative number has no fractional power
            resource_metadata.zero ** -1       | zero has no negative power
            volume ** volume ** volume         | a whole number of more than 4096 bits
            (volume ** 900) * (volume ** 900)  | a whole number of more than 4096 bits
            (volume ** 900) * 1.0              | a whole number is too big for a floating-point one
            """, quoteCharacter = '`')
    void whatHasNoValueSaysWhy(String text, String message) throws SyntaxException {
        Expression expression = Expression.ofSample(text);
        assertThatThrownBy(() -> expression.evaluate(sample()))
                .isInstanceOf(EvaluationException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aDeepExpressionIsRejected() throws SyntaxException {
        assertThat(value(nested(62))).isEqualTo(7L);
        for (String deep : List.of(
                nested(64),
                "-".repeat(70) + "1",
                "not ".repeat(70) + "1",
                "2**".repeat(70) + "1",
                "resource_metadata" + ".a".repeat(70),
                "1 if 1 else ".repeat(70) + "1")) {
            assertThatThrownBy(() -> Expression.ofSample(deep))
                    .isInstanceOf(SyntaxException.class)
                    .hasMessage("the expression is nested more than 64 levels deep");
        }
    }

    @Test
    void aLongExpressionIsRejected() throws SyntaxException {
        assertThat(value("1" + "+1".repeat(2047))).isEqualTo(2048L);
        assertThatThrownBy(() -> Expression.ofSample("1" + " ".repeat(4096)))
                .isInstanceOf(SyntaxException.class)
                .hasMessage("an expression has at most 4096 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10**10**10", "2**(2**62)", "(0-1)**(10**1000) * 0 + 10**10**9", "9**9**9**9"})
    void aHugePowerFailsFast(String text) {
        long start = System.nanoTime();
        assertThatThrownBy(() -> Expression.ofSample(text)).isInstanceOf(SyntaxException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            resource_metadata.flavor.vcpus                    | 4
            resource_metadata['flavor']['vcpus']              | 4
            resource_metadata.flavor.nothing.at.all or 1      | 1
            resource_metadata.nothing or 1                    | 1
            resource_metadata['nothing'].x or 1               | 1
            resource_metadata.none.x or 1                     | 1
            resource_metadata.zero or 2                       | 2
            resource_metadata.empty or 3                      | 3
            resource_metadata.none or 4                       | 4
            resource_metadata.list[1]                         | 20
            resource_metadata.list[-1]                        | 30
            20 in resource_metadata.list                      | 1
            'flavor' in resource_metadata                     | 1
            'flavour' in resource_metadata                    | 0
            resource_metadata.image_meta.base_image_ref == 'x' | 1
            resource_metadata['dotted.key']                   | 5
            resource_metadata.small + 1                       | 3
            resource_metadata.cpu_number                      | 2
            volume > 5                                        | 1
            user_id == 'u' and project_name == None           | 1
            timestamp == '2016-01-01T12:00:00.500000Z'        | 1
            monotonic_time                                    | 1.5
            type == 'gauge'                                   | 1
            """, quoteCharacter = '`')
    void fieldsAndMetadataAreReached(String text, String value) throws SyntaxException {
        assertThat(Expression.ofSample(text).evaluate(sample())).hasToString(value);
    }

    @Test
    void theSamplesOwnMetadataComesBeforeItsResources() throws SyntaxException {
        Sample sample = sample();
        Sample own = new Sample(
                sample.meter(), sample.resource(), sample.volume(), sample.read(), Map.of("cpu_number", 8, "slot", 1));
        assertThat(Expression.ofSample("resource_metadata.cpu_number * 10 + resource_metadata.slot")
                        .evaluate(own))
                .isEqualTo(81L);
        assertThat(Expression.ofSample("resource_metadata.flavor.vcpus").evaluate(own))
                .isEqualTo(4L);
        assertThat(Expression.ofSample("resource_metadata == resource_metadata and ('slot' in resource_metadata)")
                        .evaluate(own))
                .isEqualTo(1L);
    }

    @Test
    void metersAreReferredToByName() throws SyntaxException {
        Expression expression = Expression.ofMeters("$(cpu) + $(a-b.c).resource_metadata.cpu_number + $(cpu).volume");
        assertThat(expression.meters()).containsExactly("cpu", "a-b.c");
        assertThat(expression.evaluate(Map.of("cpu", sample(), "a-b.c", sample())))
                .isEqualTo(16L);
    }

    @Test
    void aMeterWithoutDollarIsRejected() {
        assertThatThrownBy(() -> Expression.ofMeters("$(cpu) + memory"))
                .isInstanceOfSatisfying(
                        SyntaxException.class, e -> assertThat(e.offset()).isEqualTo(9))
                .hasMessage("'memory' is not known: a meter is written $(memory)");
        assertThatThrownBy(() -> Expression.ofMeters("$(cpu).resource_metdata.x or 1"))
                .isInstanceOfSatisfying(
                        SyntaxException.class, e -> assertThat(e.offset()).isEqualTo(7))
                .hasMessage("'resource_metdata' is not a field of a sample: did you mean 'resource_metadata'?");
    }

    @Test
    void volumesOfAnyKindAreCalculatedWith() throws SyntaxException {
        Expression twice = Expression.ofSample("volume * 2");
        assertThat(twice.evaluate(volume(3))).isEqualTo(6L);
        assertThat(twice.evaluate(volume(Long.MAX_VALUE))).isEqualTo(new BigInteger("18446744073709551614"));
        assertThat(twice.evaluate(volume(BigInteger.TEN))).isEqualTo(20L);
        assertThat(twice.evaluate(volume(0.5))).isEqualTo(1.0);
        assertThat(twice.evaluate(volume(0.5f))).isEqualTo(1.0);
    }

    private static Object value(String text) throws SyntaxException {
        return Expression.ofSample(text).evaluate(sample());
    }

    private static String nested(int levels) {
        return "(".repeat(levels) + "volume" + ")".repeat(levels);
    }

    private static Sample volume(Number volume) {
        return Sample.of(Meter.gauge("m", "B"), sample().resource(), volume, sample().read());
    }

    private static Sample sample() {
        Map<String, Object> metadata = new HashMap<>();
        metadata.put("flavor", Map.of("vcpus", 4));
        metadata.put("image_meta", Map.of("base_image_ref", "x"));
        metadata.put("list", Arrays.asList(10, 20, 30));
        metadata.put("zero", 0);
        metadata.put("none", null);
        metadata.put("empty", "");
        metadata.put("dotted.key", 5);
        metadata.put("small", (short) 2);
        metadata.put("cpu_number", 2L);
        Resource resource = new Resource("r1", new Owner("u", null, "p", null), metadata, Map.of(), 0);
        Moment read = new Moment(Instant.parse("2016-01-01T12:00:00.5Z"), 1_500_000_000);
        return Sample.of(Meter.gauge("cpu", "ns"), resource, 7L, read);
    }
}
