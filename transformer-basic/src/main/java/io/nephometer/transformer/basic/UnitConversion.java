package io.nephometer.transformer.basic;

import io.nephometer.api.Sample;
import io.nephometer.api.Transformer;
import io.nephometer.transformer.basic.mapping.SampleConversion;
import java.util.List;
import java.util.Optional;

/** Converts each sample by itself. */
final class UnitConversion implements Transformer {

    private final Optional<String> unit;
    private final SampleConversion target;

    /** @param unit samples of another one go through as they are; empty: none does */
    UnitConversion(Optional<String> unit, SampleConversion target) {
        this.unit = unit.filter(text -> !text.isEmpty());
        this.target = target;
    }

    @Override
    public List<Sample> transform(Sample sample) {
        if (unit.isPresent() && !unit.get().equals(sample.meter().unit())) {
            return List.of(sample);
        }
        return List.of(target.sample(sample, target.scaled(sample)));
    }
}
