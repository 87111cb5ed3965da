package io.nephometer.transformer.basic;

import io.nephometer.api.ParameterException;
import io.nephometer.api.Transformer;
import io.nephometer.api.TransformerFactory;
import io.nephometer.transformer.basic.parameter.SizeParameter;
import io.nephometer.transformer.basic.parameter.TransformerParameters;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Creates {@code accumulator} transformers. */
@Component(name = "io.nephometer.transformer.basic.accumulator")
public final class AccumulatorFactory implements TransformerFactory {

    @Override
    public String name() {
        return "accumulator";
    }

    @Override
    public Transformer open(Map<String, Object> parameters) throws ParameterException {
        return new Accumulator(SizeParameter.read(TransformerParameters.of(parameters, "size")));
    }
}
