package io.nephometer.transformer.basic;

import io.nephometer.api.Moment;
import io.nephometer.api.ParameterException;
import io.nephometer.api.Transformer;
import io.nephometer.api.TransformerFactory;
import io.nephometer.transformer.basic.mapping.SampleConversion;
import io.nephometer.transformer.basic.mapping.VolumeScale;
import io.nephometer.transformer.basic.parameter.TransformerParameters;
import java.util.Map;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Creates {@code aggregator} transformers. */
@Component(name = "io.nephometer.transformer.basic.aggregator")
public final class AggregatorFactory implements TransformerFactory {

    private final Supplier<Moment> clock;

    @Activate
    public AggregatorFactory() {
        this(Moment::now);
    }

    AggregatorFactory(Supplier<Moment> clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "aggregator";
    }

    @Override
    public Transformer open(Map<String, Object> parameters) throws ParameterException {
        TransformerParameters all = TransformerParameters.of(
                parameters,
                "size",
                "retention_time",
                "source",
                "target",
                "user_id",
                "project_id",
                "resource_metadata",
                "timestamp");
        return new Aggregator(
                AggregationLimit.of(all), MergePolicies.of(all), SampleConversion.of(all, VolumeScale.VOLUME), clock);
    }
}
