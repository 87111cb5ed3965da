package io.nephometer.transformer.basic;

import io.nephometer.api.ParameterException;
import io.nephometer.api.Transformer;
import io.nephometer.api.TransformerFactory;
import io.nephometer.transformer.basic.mapping.SampleConversion;
import io.nephometer.transformer.basic.mapping.VolumeScale;
import io.nephometer.transformer.basic.parameter.TransformerParameters;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Creates {@code rate_of_change} transformers. */
@Component(name = "io.nephometer.transformer.basic.rate_of_change")
public final class RateOfChangeFactory implements TransformerFactory {

    @Override
    public String name() {
        return "rate_of_change";
    }

    @Override
    public Transformer open(Map<String, Object> parameters) throws ParameterException {
        return new RateOfChange(
                SampleConversion.of(TransformerParameters.of(parameters, "source", "target"), VolumeScale.ONE));
    }
}
