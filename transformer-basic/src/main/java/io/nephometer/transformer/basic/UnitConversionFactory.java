package io.nephometer.transformer.basic;

import io.nephometer.api.ParameterException;
import io.nephometer.api.Transformer;
import io.nephometer.api.TransformerFactory;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Makes transformers {@code unit_conversion}. */
@Component(name = "io.nephometer.transformer.basic.unit_conversion")
public final class UnitConversionFactory implements TransformerFactory {

    @Override
    public String name() {
        return "unit_conversion";
    }

    @Override
    public Transformer open(Map<String, Object> parameters) throws ParameterException {
        Parameters all = Parameters.of(parameters, "source", "target");
        return new UnitConversion(Target.source(all).text("unit"), Target.of(all, Scale.VOLUME));
    }
}
