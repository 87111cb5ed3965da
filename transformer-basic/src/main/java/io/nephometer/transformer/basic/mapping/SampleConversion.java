package io.nephometer.transformer.basic.mapping;

import io.nephometer.api.Meter;
import io.nephometer.api.ParameterException;
import io.nephometer.api.Sample;
import io.nephometer.transformer.basic.expression.PythonNumbers;
import io.nephometer.transformer.basic.parameter.TransformerParameters;

/** Converts samples according to the {@code source} and {@code target} parameters. */
public final class SampleConversion {

    private final MeterMapping mapping;
    private final VolumeScale scale;
    private final Number max;

    private SampleConversion(MeterMapping mapping, VolumeScale scale, Number max) {
        this.mapping = mapping;
        this.scale = scale;
        this.max = max;
    }

    /** @param unscaled the scale to use if the parameters do not contain a scale */
    public static SampleConversion of(TransformerParameters all, VolumeScale unscaled) throws ParameterException {
        TransformerParameters target = section(all);
        Number max = target.number("max").orElse(0L);
        return new SampleConversion(MeterMapping.of(source(all), target), VolumeScale.of(target, unscaled), max);
    }

    public static TransformerParameters section(TransformerParameters all) throws ParameterException {
        return all.section("target", "name", "unit", "type", "scale", "max", "map_to");
    }

    public static TransformerParameters source(TransformerParameters all) throws ParameterException {
        return all.section("source", "unit", "map_from");
    }

    public Number scaled(Sample sample) {
        return scale.apply(sample);
    }

    /**
     * Returns the volume, capped at the value of the {@code max} parameter. If {@code max} is 0, the volume is not
     * capped.
     */
    Number capped(Number volume) {
        return max.doubleValue() != 0 && PythonNumbers.compare(volume, max) > 0 ? max : volume;
    }

    Meter meter(Meter source) {
        return mapping.map(source);
    }

    /**
     * Returns a copy of the sample with the target's meter and the given volume. The volume is capped at {@code max},
     * and all other attributes of the sample are unchanged.
     */
    public Sample sample(Sample source, Number volume) {
        Number finite = FiniteVolume.check(volume);
        return new Sample(meter(source.meter()), source.resource(), capped(finite), source.read(), source.metadata());
    }
}
