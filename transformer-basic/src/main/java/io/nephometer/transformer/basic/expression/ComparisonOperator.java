package io.nephometer.transformer.basic.expression;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;

/** An operator that compares two values. */
enum ComparisonOperator {
    LESS("<", order -> order < 0),
    LESS_OR_EQUAL("<=", order -> order <= 0),
    GREATER(">", order -> order > 0),
    GREATER_OR_EQUAL(">=", order -> order >= 0),
    EQUAL("==", null),
    NOT_EQUAL("!=", null),
    IN("in", null),
    NOT_IN("not in", null);

    private final String symbol;
    private final IntPredicate byOrder;

    ComparisonOperator(String symbol, IntPredicate byOrder) {
        this.symbol = symbol;
        this.byOrder = byOrder;
    }

    String symbol() {
        return symbol;
    }

    /**
     * Returns whether the relation holds between two values.
     *
     * @param at the offset of the operator in the expression
     */
    boolean holds(Object a, Object b, int at) {
        return switch (this) {
            case EQUAL -> equal(a, b);
            case NOT_EQUAL -> !equal(a, b);
            case IN -> contains(b, a, at);
            case NOT_IN -> !contains(b, a, at);
            default -> ordered(a, b, at);
        };
    }

    private boolean ordered(Object a, Object b, int at) {
        Number x = PythonValues.number(a);
        Number y = PythonValues.number(b);
        if (x != null && y != null) {
            return !isNaN(x) && !isNaN(y) && byOrder.test(PythonNumbers.compare(x, y));
        }
        if (a instanceof String s && b instanceof String t) {
            return byOrder.test(s.compareTo(t));
        }
        throw meaningless(a, b, at);
    }

    private static boolean equal(Object a, Object b) {
        Number x = PythonValues.number(a);
        Number y = PythonValues.number(b);
        if (x != null && y != null) {
            return !isNaN(x) && !isNaN(y) && PythonNumbers.compare(x, y) == 0;
        }
        return Objects.equals(a, b);
    }

    private boolean contains(Object whole, Object part, int at) {
        if (whole instanceof String text && part instanceof String piece) {
            return text.contains(piece);
        }
        if (whole instanceof Map<?, ?> map) {
            return part instanceof String && map.containsKey(part);
        }
        if (whole instanceof List<?> list) {
            return list.stream().anyMatch(element -> equal(PythonValues.of(element), part));
        }
        throw meaningless(part, whole, at);
    }

    private EvaluationException meaningless(Object a, Object b, int at) {
        return new EvaluationException(
                at, "'" + symbol + "' has no meaning between " + PythonValues.kind(a) + " and " + PythonValues.kind(b));
    }

    private static boolean isNaN(Number number) {
        return number instanceof Double real && real.isNaN();
    }
}
