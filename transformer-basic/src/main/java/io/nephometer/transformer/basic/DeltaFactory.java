package io.nephometer.transformer.basic;

import io.nephometer.api.Meter;
import io.nephometer.api.ParameterException;
import io.nephometer.api.Transformer;
import io.nephometer.api.TransformerFactory;
import io.nephometer.transformer.basic.mapping.MeterMapping;
import io.nephometer.transformer.basic.mapping.SampleConversion;
import io.nephometer.transformer.basic.parameter.TransformerParameters;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Creates {@code delta} transformers. */
@Component(name = "io.nephometer.transformer.basic.delta")
public final class DeltaFactory implements TransformerFactory {

    @Override
    public String name() {
        return "delta";
    }

    @Override
    public Transformer open(Map<String, Object> parameters) throws ParameterException {
        TransformerParameters all = TransformerParameters.of(parameters, "source", "target", "growth_only");
        MeterMapping mapping =
                MeterMapping.ofName(SampleConversion.source(all), SampleConversion.section(all), Meter.Type.DELTA);
        return new Delta(mapping, all.flag("growth_only"));
    }
}
