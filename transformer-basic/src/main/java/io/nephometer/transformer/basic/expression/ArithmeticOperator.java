package io.nephometer.transformer.basic.expression;

import java.util.function.BinaryOperator;

/** An arithmetic operator with two operands. */
enum ArithmeticOperator {
    ADD("+", PythonNumbers::add),
    SUBTRACT("-", PythonNumbers::subtract),
    MULTIPLY("*", PythonNumbers::multiply),
    DIVIDE("/", PythonNumbers::divide),
    FLOOR_DIVIDE("//", PythonNumbers::floorDivide),
    MODULO("%", PythonNumbers::modulo),
    POWER("**", PythonNumbers::power);

    private final String symbol;
    private final BinaryOperator<Number> onNumbers;

    ArithmeticOperator(String symbol, BinaryOperator<Number> onNumbers) {
        this.symbol = symbol;
        this.onNumbers = onNumbers;
    }

    String symbol() {
        return symbol;
    }

    /**
     * Applies the operator to two values.
     *
     * @param at the offset of the operator in the expression
     */
    Object apply(Object a, Object b, int at) {
        Number x = PythonValues.number(a);
        Number y = PythonValues.number(b);
        if (x == null || y == null) {
            return onTexts(a, b, at);
        }
        try {
            return onNumbers.apply(x, y);
        } catch (ArithmeticException e) {
            throw new EvaluationException(at, e.getMessage());
        }
    }

    private Object onTexts(Object a, Object b, int at) {
        if (this == ADD && a instanceof String x && b instanceof String y) {
            return repeated(x + y, 1, at);
        }
        if (this == MULTIPLY && a instanceof String x && isWhole(b)) {
            return repeated(x, PythonValues.number(b), at);
        }
        if (this == MULTIPLY && b instanceof String y && isWhole(a)) {
            return repeated(y, PythonValues.number(a), at);
        }
        throw new EvaluationException(
                at, "'" + symbol + "' has no meaning between " + PythonValues.kind(a) + " and " + PythonValues.kind(b));
    }

    private static boolean isWhole(Object value) {
        Number number = PythonValues.number(value);
        return number != null && !(number instanceof Double);
    }

    private static String repeated(String text, Number times, int at) {
        double length = text.length() * times.doubleValue();
        if (length > PythonValues.MAX_TEXT_LENGTH) {
            throw new EvaluationException(at, "a text of more than " + PythonValues.MAX_TEXT_LENGTH + " characters");
        }
        return length <= 0 ? "" : text.repeat(times.intValue());
    }
}
