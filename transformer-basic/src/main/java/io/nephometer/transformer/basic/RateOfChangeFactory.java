package io.nephometer.transformer.basic;

import io.nephometer.api.ParameterException;
import io.nephometer.api.Transformer;
import io.nephometer.api.TransformerFactory;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Makes transformers {@code rate_of_change}. */
@Component(name = "io.nephometer.transformer.basic.rate_of_change")
public final class RateOfChangeFactory implements TransformerFactory {

    @Override
    public String name() {
        return "rate_of_change";
    }

    @Override
    public Transformer open(Map<String, Object> parameters) throws ParameterException {
        return new RateOfChange(Target.of(Parameters.of(parameters, "source", "target"), Scale.ONE));
    }
}
