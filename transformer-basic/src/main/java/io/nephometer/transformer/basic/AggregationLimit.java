package io.nephometer.transformer.basic;

import io.nephometer.api.ParameterException;
import io.nephometer.transformer.basic.expression.PythonNumbers;
import io.nephometer.transformer.basic.parameter.SizeParameter;
import io.nephometer.transformer.basic.parameter.TransformerParameters;
import java.math.BigDecimal;

/**
 * The limits at which an aggregator releases its samples.
 *
 * @param size the maximum number of samples; 0 means no limit
 * @param nanos the maximum age of the first sample, in nanoseconds; 0 means no limit
 */
record AggregationLimit(long size, double nanos) {

    static AggregationLimit of(TransformerParameters all) throws ParameterException {
        long size = SizeParameter.read(all);
        double nanos = seconds(all) * 1e9;
        return new AggregationLimit(size == 0 && nanos == 0 ? 1 : size, nanos);
    }

    private static double seconds(TransformerParameters all) throws ParameterException {
        Object value = all.value("retention_time");
        if (value instanceof String text && text.matches("\\d{1,15}(\\.\\d{1,15})?")) {
            return new BigDecimal(text).doubleValue();
        }
        if (value == null) {
            return 0;
        }
        boolean number = value instanceof Number;
        double seconds = number ? PythonNumbers.of((Number) value).doubleValue() : -1;
        if (!Double.isFinite(seconds) || seconds < 0) {
            throw all.invalid("retention_time", "'" + value + "' is not a valid time: expected seconds, 0 or more");
        }
        return seconds;
    }

    boolean isReached(long samples, long age) {
        return size > 0 && samples >= size || nanos > 0 && age > nanos;
    }
}
