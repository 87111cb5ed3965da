package io.nephometer.transformer.basic.parameter;

import io.nephometer.api.ParameterException;

/** The {@code size} parameter: the number of samples that a transformer collects before it releases them. */
public final class SizeParameter {

    /** The maximum value of the parameter. The value is limited because the collected samples are held in memory. */
    public static final long MAX = 1_000_000;

    private SizeParameter() {}

    /** Returns the value of the parameter. An absent parameter counts as 1, and a null value counts as 0. */
    public static long read(TransformerParameters parameters) throws ParameterException {
        if (!parameters.has("size")) {
            return 1;
        }
        Object value = parameters.value("size");
        String text = value == null ? "0" : value instanceof Double ? "" : value.toString();
        long size = text.matches("\\d{1,9}") ? Long.parseLong(text) : -1;
        if (size < 0 || size > MAX) {
            throw parameters.invalid(
                    "size", "'" + value + "' is not a valid size: expected a whole number from 0 to " + MAX);
        }
        return size;
    }
}
