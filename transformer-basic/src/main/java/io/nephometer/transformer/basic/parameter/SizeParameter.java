package io.nephometer.transformer.basic.parameter;

import io.nephometer.api.ParameterException;

/** The parameter {@code size}: how many samples are waited for. */
public final class SizeParameter {

    /** What is held back lies in memory. */
    public static final long MOST = 1_000_000;

    private SizeParameter() {}

    /** 1 if it is absent, 0 if it is null. */
    public static long of(TransformerParameters parameters) throws ParameterException {
        if (!parameters.has("size")) {
            return 1;
        }
        Object value = parameters.value("size");
        String text = value == null ? "0" : value instanceof Double ? "" : value.toString();
        long size = text.matches("\\d{1,9}") ? Long.parseLong(text) : -1;
        if (size < 0 || size > MOST) {
            throw parameters.wrong("size", "'" + value + "' is no size: a whole number from 0 to " + MOST + " is");
        }
        return size;
    }
}
