package io.nephometer.transformer.basic;

import io.nephometer.api.ParameterException;
import io.nephometer.api.Transformer;
import io.nephometer.api.TransformerFactory;
import io.nephometer.transformer.basic.mapping.SampleConversion;
import io.nephometer.transformer.basic.mapping.VolumeScale;
import io.nephometer.transformer.basic.parameter.TransformerParameters;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Creates {@code unit_conversion} transformers. */
@Component(name = "io.nephometer.transformer.basic.unit_conversion")
public final class UnitConversionFactory implements TransformerFactory {

    @Override
    public String name() {
        return "unit_conversion";
    }

    @Override
    public Transformer open(Map<String, Object> parameters) throws ParameterException {
        TransformerParameters all = TransformerParameters.of(parameters, "source", "target");
        return new UnitConversion(
                SampleConversion.source(all).text("unit"), SampleConversion.of(all, VolumeScale.VOLUME));
    }
}
