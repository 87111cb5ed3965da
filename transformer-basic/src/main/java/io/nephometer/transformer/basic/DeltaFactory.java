package io.nephometer.transformer.basic;

import io.nephometer.api.Meter;
import io.nephometer.api.ParameterException;
import io.nephometer.api.Transformer;
import io.nephometer.api.TransformerFactory;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Makes transformers {@code delta}. */
@Component(name = "io.nephometer.transformer.basic.delta")
public final class DeltaFactory implements TransformerFactory {

    @Override
    public String name() {
        return "delta";
    }

    @Override
    public Transformer open(Map<String, Object> parameters) throws ParameterException {
        Parameters all = Parameters.of(parameters, "source", "target", "growth_only");
        Mapping mapping = Mapping.ofName(Target.source(all), Target.section(all), Meter.Type.DELTA);
        return new Delta(mapping, all.flag("growth_only"));
    }
}
