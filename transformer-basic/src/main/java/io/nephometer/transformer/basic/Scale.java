package io.nephometer.transformer.basic;

import io.nephometer.api.ParameterException;
import io.nephometer.api.Sample;
import io.nephometer.transformer.basic.expression.Expression;
import io.nephometer.transformer.basic.expression.Numbers;

/** What {@code scale} makes of a sample: a number times its volume, or an expression of its fields. */
interface Scale {

    Scale VOLUME = sample -> Numbers.of(sample.volume());
    Scale ONE = sample -> 1L;

    Number of(Sample sample);

    /** @param absent where there is no scale, or 0, or an empty text, or false */
    static Scale of(Parameters target, Scale absent) throws ParameterException {
        Object value = target.value("scale");
        if (value == null || Boolean.FALSE.equals(value) || "".equals(value)) {
            return absent;
        }
        if (value instanceof String) {
            return target.compiled("scale", Expression::ofSample)::evaluate;
        }
        Number factor = target.number("scale").orElseThrow();
        return factor.doubleValue() == 0 ? absent : sample -> Numbers.multiply(VOLUME.of(sample), factor);
    }
}
