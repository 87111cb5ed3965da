package io.nephometer.transformer.basic.expression;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.StringLength;

/** What holds for any expression: against an oracle that calculates with BigIntegers, and for any text at all. */
class ExpressionPropertiesTest {

    private static final Sample SAMPLE =
            Sample.of(Meter.gauge("cpu", "ns"), Resource.of("r1", Map.of("a", 1)), 7L, new Moment(Instant.EPOCH, 0));

    /** A text and its value by the oracle; null if it divides by zero. */
    record Tree(String text, BigInteger value) {}

    @Property(seed = "1", tries = 2000)
    void wholeArithmeticIsExact(@ForAll("trees") Tree tree) throws SyntaxException {
        try {
            Object value = Expression.ofSample(tree.text()).value(meter -> SAMPLE);
            if (tree.value() != null) {
                assertThat(PythonValues.number(value)).as(tree.text()).hasToString(String.valueOf(tree.value()));
            }
        } catch (SyntaxException | EvaluationException e) {
            assertThat(tree.value()).as(tree.text() + ": " + e.getMessage()).isNull();
        }
    }

    @Property(seed = "2", tries = 2000)
    void floatingArithmeticIsThatOfTheMachine(
            @ForAll @DoubleRange(min = -1e100, max = 1e100) double a,
            @ForAll @DoubleRange(min = -1e100, max = 1e100) double b)
            throws SyntaxException {
        Expression expression = Expression.ofSample("(%s) * volume - (%s) / 3 + (%s)".formatted(a, b, a));
        assertThat(expression.evaluate(SAMPLE)).isEqualTo(a * 7 - b / 3 + a);
    }

    @Provide
    Arbitrary<Tree> trees() {
        Arbitrary<Tree> constants = Arbitraries.oneOf(Arbitraries.longs().between(-20, 20), Arbitraries.longs())
                .map(number -> new Tree(number < 0 ? "(" + number + ")" : "" + number, BigInteger.valueOf(number)));
        Arbitrary<Tree> leaves =
                Arbitraries.oneOf(constants, Arbitraries.just(new Tree("volume", BigInteger.valueOf(7))));
        return Arbitraries.recursive(() -> leaves, ExpressionPropertiesTest::joined, 0, 5);
    }

    private static Arbitrary<Tree> joined(Arbitrary<Tree> part) {
        Arbitrary<String> operators = Arbitraries.of("+", "-", "*", "//", "%", "<", "==", "or", "and", "if");
        return Combinators.combine(part, operators, part).as((a, operator, b) -> {
            String format = operator.equals("if") ? "(%1$s if %3$s > 7 else %3$s)" : "(%s %s %s)";
            BigInteger value = a.value() == null || b.value() == null ? null : oracle(a.value(), operator, b.value());
            return new Tree(format.formatted(a.text(), operator, b.text()), value);
        });
    }

    /** Truth is 1 or 0. */
    private static BigInteger oracle(BigInteger a, String operator, BigInteger b) {
        return switch (operator) {
            case "+" -> a.add(b);
            case "-" -> a.subtract(b);
            case "*" -> a.multiply(b);
            case "//" -> b.signum() == 0 ? null : floor(a, b);
            case "%" -> b.signum() == 0 ? null : a.subtract(floor(a, b).multiply(b));
            case "<" -> BigInteger.valueOf(a.compareTo(b) < 0 ? 1 : 0);
            case "==" -> BigInteger.valueOf(a.equals(b) ? 1 : 0);
            case "or" -> a.signum() == 0 ? b : a;
            case "and" -> a.signum() == 0 ? a : b;
            default -> b.compareTo(BigInteger.valueOf(7)) > 0 ? a : b;
        };
    }

    private static BigInteger floor(BigInteger a, BigInteger b) {
        BigInteger quotient = a.abs().divide(b.abs());
        if (a.signum() * b.signum() >= 0) {
            return quotient;
        }
        boolean exact = quotient.multiply(b.abs()).equals(a.abs());
        return exact ? quotient.negate() : quotient.negate().subtract(BigInteger.ONE);
    }

    @Property(seed = "3", tries = 5000)
    void anyWordsCompileOrAreRejectedQuickly(@ForAll("words") String text) {
        compilesOrIsRejected(text);
    }

    @Property(seed = "4", tries = 5000)
    void anyTextCompilesOrIsRejectedQuickly(@ForAll @StringLength(max = 5000) String text) {
        compilesOrIsRejected(text);
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.of(
                        "1",
                        "2.5",
                        "0",
                        "10",
                        "'a'",
                        "volume",
                        "name",
                        "resource_metadata",
                        "a",
                        ".",
                        "[",
                        "]",
                        "(",
                        ")",
                        "+",
                        "-",
                        "*",
                        "/",
                        "//",
                        "%",
                        "**",
                        "<",
                        "==",
                        "in",
                        "not",
                        "and",
                        "or",
                        "if",
                        "else",
                        "None",
                        "True",
                        "$(cpu)",
                        "$",
                        "'",
                        "\\",
                        "9223372036854775807",
                        "1e308")
                .list()
                .ofMaxSize(25)
                .map(words -> String.join(" ", words));
    }

    private static void compilesOrIsRejected(String text) {
        long start = System.nanoTime();
        try {
            Expression.ofSample(text).evaluate(SAMPLE);
        } catch (EvaluationException e) {
            assertThat(e.getMessage()).isNotBlank();
        } catch (SyntaxException e) {
            assertThat(e.offset()).isBetween(0, text.length());
            assertThat(e.getMessage()).isNotBlank();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }
}
