package io.nephometer.transformer.basic;

import io.nephometer.api.Meter;
import io.nephometer.api.ParameterException;
import io.nephometer.api.Sample;
import io.nephometer.transformer.basic.expression.Numbers;

/** What a sample becomes, as {@code source} and {@code target} describe it. */
final class Target {

    private final Mapping mapping;
    private final Scale scale;
    private final Number max;

    private Target(Mapping mapping, Scale scale, Number max) {
        this.mapping = mapping;
        this.scale = scale;
        this.max = max;
    }

    /** @param unscaled the scale if there is none */
    static Target of(Parameters all, Scale unscaled) throws ParameterException {
        Parameters target = section(all);
        Number max = target.number("max").orElse(0L);
        return new Target(Mapping.of(source(all), target), Scale.of(target, unscaled), max);
    }

    static Parameters section(Parameters all) throws ParameterException {
        return all.section("target", "name", "unit", "type", "scale", "max", "map_to");
    }

    static Parameters source(Parameters all) throws ParameterException {
        return all.section("source", "unit", "map_from");
    }

    Number scaled(Sample sample) {
        return scale.of(sample);
    }

    /** At most {@code max}; 0 is no limit. */
    Number capped(Number volume) {
        return max.doubleValue() != 0 && Numbers.compare(volume, max) > 0 ? max : volume;
    }

    Meter meter(Meter source) {
        return mapping.of(source);
    }

    /** A sample in place of another one: of the target's meter, of this volume, the rest as it was. */
    Sample sample(Sample source, Number volume) {
        Number finite = Volumes.finite(volume);
        return new Sample(meter(source.meter()), source.resource(), capped(finite), source.read(), source.metadata());
    }
}
