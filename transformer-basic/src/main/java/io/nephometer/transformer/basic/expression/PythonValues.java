package io.nephometer.transformer.basic.expression;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Handles the values of expressions: numbers, booleans, strings, null (Python's None), lists and maps. A missing
 * attribute is represented by an empty map.
 */
final class PythonValues {

    static final int MAX_TEXT_LENGTH = 10_000;

    private PythonValues() {}

    static final Map<String, Object> MISSING = Map.of();

    /** Converts a value of a sample or of its metadata into a value that expressions can use. */
    static Object of(Object raw) {
        if (raw instanceof Number number) {
            return PythonNumbers.of(number);
        }
        boolean known = raw == null || raw instanceof String || raw instanceof Boolean;
        return known || raw instanceof Map || raw instanceof List ? raw : raw.toString();
    }

    static boolean truth(Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        if (value instanceof String text) {
            return !text.isEmpty();
        }
        if (value instanceof Map<?, ?> map) {
            return !map.isEmpty();
        }
        return value instanceof Collection<?> list ? !list.isEmpty() : value != null;
    }

    /** Returns a value as a number, or null if it is not a number. A boolean counts as the number 1 or 0. */
    static Number number(Object value) {
        if (value instanceof Boolean truth) {
            return truth ? 1L : 0L;
        }
        return value instanceof Number number ? number : null;
    }

    /** Returns a description of a value's type for use in messages. */
    static String kind(Object value) {
        if (value instanceof Number || value instanceof Boolean) {
            return value instanceof Boolean ? "a truth value" : "a number";
        }
        if (value instanceof Map<?, ?> map) {
            return map.isEmpty() ? "a missing value" : "a map";
        }
        return value == null ? "None" : value instanceof String ? "a text" : "a list";
    }
}
