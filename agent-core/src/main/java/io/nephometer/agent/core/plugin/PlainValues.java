package io.nephometer.agent.core.plugin;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks metadata and copies the lists and maps in it. Copies are needed because a plugin may change its lists and maps
 * later and because their methods may throw exceptions. Plain values are strings, finite numbers, booleans, null, and
 * lists and maps of such values, limited in depth and size.
 */
final class PlainValues {

    private static final int MAX_DEPTH = 16;
    private static final int MAX_VALUES = 10_000;
    private static final int MAX_CHARACTERS = 1 << 20;
    private static final int MAX_BITS = 4_096;
    private static final int MAX_SCALE = 1_000;

    private int values;
    private int characters;

    private PlainValues() {}

    /**
     * Returns the map itself if it contains no lists or maps, and a copy otherwise.
     *
     * @param map an unmodifiable map of metadata
     * @throws IllegalArgumentException if a value is not plain
     */
    static Map<String, Object> of(Map<String, Object> map) {
        PlainValues plain = new PlainValues();
        boolean nested = false;
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) map).entrySet()) {
            plain.key(entry.getKey());
            nested |= !plain.isSingle(entry.getValue());
        }
        return nested ? new PlainValues().copy(map, 0) : map;
    }

    /** Returns a copy of a map whose values are maps of metadata. */
    static Map<String, Map<String, Object>> ofMaps(Map<String, Map<String, Object>> maps) {
        PlainValues plain = new PlainValues();
        Map<String, Map<String, Object>> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) maps).entrySet()) {
            if (!(entry.getValue() instanceof Map<?, ?> map)) {
                throw new IllegalArgumentException("a device without metadata");
            }
            copy.put(plain.key(entry.getKey()), plain.copy(map, 0));
        }
        return copy;
    }

    /** Returns whether a string is short enough to be sent. A null string counts as short. */
    static boolean isShort(String text) {
        return text == null || text.length() <= 4_096;
    }

    private Map<String, Object> copy(Map<?, ?> map, int depth) {
        Map<String, Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            copy.put(key(entry.getKey()), value(entry.getValue(), depth));
        }
        return Collections.unmodifiableMap(copy);
    }

    private List<Object> copy(Iterable<?> list, int depth) {
        List<Object> copy = new ArrayList<>();
        for (Object element : list) {
            copy.add(value(element, depth));
        }
        return Collections.unmodifiableList(copy);
    }

    private Object value(Object value, int depth) {
        if (isSingle(value)) {
            return value;
        } else if (depth == MAX_DEPTH) {
            throw new IllegalArgumentException("more than " + MAX_DEPTH + " levels");
        }
        return value instanceof Map<?, ?> map ? copy(map, depth + 1) : copy((Iterable<?>) value, depth + 1);
    }

    private String key(Object key) {
        if (!(key instanceof String text)) {
            throw new IllegalArgumentException("a key that is not a text");
        }
        count(text);
        return text;
    }

    /** Returns false for lists and maps. Checks any other value and returns true if the value is plain. */
    private boolean isSingle(Object value) {
        if (++values > MAX_VALUES) {
            throw new IllegalArgumentException("more than " + MAX_VALUES + " values");
        } else if (value instanceof String text) {
            count(text);
            return true;
        } else if (value instanceof Number number) {
            if (!isFinite(number)) {
                throw new IllegalArgumentException("a number that is not finite, or too long");
            }
            return true;
        } else if (value instanceof Map || value instanceof Iterable) {
            return false;
        } else if (value != null && !(value instanceof Boolean) && !(value instanceof Character)) {
            throw new IllegalArgumentException("a value of " + value.getClass().getName());
        }
        return true;
    }

    private void count(String text) {
        characters += text.length();
        if (characters > MAX_CHARACTERS || characters < 0) {
            throw new IllegalArgumentException("more than " + MAX_CHARACTERS + " characters");
        }
    }

    /**
     * Returns whether a number is finite and has a limited number of digits. Returns false for numbers of any class
     * other than the primitive wrapper classes, BigInteger and BigDecimal.
     */
    static boolean isFinite(Number number) {
        if (number instanceof Double || number instanceof Float) {
            return Double.isFinite(number.doubleValue());
        } else if (number instanceof BigInteger big) {
            return big.getClass() == BigInteger.class && big.bitLength() <= MAX_BITS;
        } else if (number instanceof BigDecimal big) {
            return big.getClass() == BigDecimal.class
                    && Math.abs((long) big.scale()) <= MAX_SCALE
                    && isFinite(big.unscaledValue());
        }
        return number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte;
    }
}
