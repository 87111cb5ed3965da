package io.nephometer.transformer.basic.mapping;

import io.nephometer.api.ParameterException;
import io.nephometer.api.Sample;
import io.nephometer.transformer.basic.expression.Expression;
import io.nephometer.transformer.basic.expression.PythonNumbers;
import io.nephometer.transformer.basic.parameter.TransformerParameters;

/** What {@code scale} makes of a sample: a number times its volume, or an expression of its fields. */
public interface VolumeScale {

    VolumeScale VOLUME = sample -> PythonNumbers.of(sample.volume());
    VolumeScale ONE = sample -> 1L;

    Number of(Sample sample);

    /** @param absent where there is no scale, or 0, or an empty text, or false */
    static VolumeScale of(TransformerParameters target, VolumeScale absent) throws ParameterException {
        Object value = target.value("scale");
        if (value == null || Boolean.FALSE.equals(value) || "".equals(value)) {
            return absent;
        }
        if (value instanceof String) {
            return target.compiled("scale", Expression::ofSample)::evaluate;
        }
        Number factor = target.number("scale").orElseThrow();
        return factor.doubleValue() == 0 ? absent : sample -> PythonNumbers.multiply(VOLUME.of(sample), factor);
    }
}
