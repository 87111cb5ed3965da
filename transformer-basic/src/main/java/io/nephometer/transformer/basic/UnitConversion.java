package io.nephometer.transformer.basic;

import io.nephometer.api.Sample;
import io.nephometer.api.Transformer;
import io.nephometer.transformer.basic.mapping.SampleConversion;
import java.util.List;
import java.util.Optional;

/** Converts the unit of each sample, independently of all other samples. */
final class UnitConversion implements Transformer {

    private final Optional<String> unit;
    private final SampleConversion conversion;

    /**
     * @param unit the unit of the samples to convert, or empty to convert all samples; samples with other units are
     *     passed on unchanged
     */
    UnitConversion(Optional<String> unit, SampleConversion conversion) {
        this.unit = unit.filter(text -> !text.isEmpty());
        this.conversion = conversion;
    }

    @Override
    public List<Sample> transform(Sample sample) {
        if (unit.isPresent() && !unit.get().equals(sample.meter().unit())) {
            return List.of(sample);
        }
        return List.of(conversion.sample(sample, conversion.scaled(sample)));
    }
}
