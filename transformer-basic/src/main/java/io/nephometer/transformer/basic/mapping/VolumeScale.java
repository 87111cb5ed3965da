package io.nephometer.transformer.basic.mapping;

import io.nephometer.api.ParameterException;
import io.nephometer.api.Sample;
import io.nephometer.transformer.basic.expression.Expression;
import io.nephometer.transformer.basic.expression.PythonNumbers;
import io.nephometer.transformer.basic.parameter.TransformerParameters;

/**
 * The {@code scale} parameter: either a factor for the volume or an expression that refers to the fields of a sample.
 */
public interface VolumeScale {

    VolumeScale VOLUME = sample -> PythonNumbers.of(sample.volume());
    VolumeScale ONE = sample -> 1L;

    Number apply(Sample sample);

    /** @param absent the scale to use if the parameter is absent, 0, false or an empty string */
    static VolumeScale of(TransformerParameters target, VolumeScale absent) throws ParameterException {
        Object value = target.value("scale");
        if (value == null || Boolean.FALSE.equals(value) || "".equals(value)) {
            return absent;
        }
        if (value instanceof String) {
            return target.compiled("scale", Expression::ofSample)::evaluate;
        }
        Number factor = target.number("scale").orElseThrow();
        return factor.doubleValue() == 0 ? absent : sample -> PythonNumbers.multiply(VOLUME.apply(sample), factor);
    }
}
