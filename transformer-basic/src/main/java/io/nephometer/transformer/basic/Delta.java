package io.nephometer.transformer.basic;

import io.nephometer.api.Sample;
import io.nephometer.api.Transformer;
import io.nephometer.transformer.basic.PreviousSamples.Step;
import io.nephometer.transformer.basic.expression.PythonNumbers;
import io.nephometer.transformer.basic.mapping.FiniteVolume;
import io.nephometer.transformer.basic.mapping.MeterMapping;
import java.util.List;
import java.util.Optional;

/** Computes the change in volume from one sample to the next. */
final class Delta implements Transformer {

    private final PreviousSamples predecessors = new PreviousSamples();
    private final MeterMapping mapping;
    private final boolean growthOnly;

    /** @param growthOnly whether to omit the result if the volume has decreased */
    Delta(MeterMapping mapping, boolean growthOnly) {
        this.mapping = mapping;
        this.growthOnly = growthOnly;
    }

    @Override
    public List<Sample> transform(Sample sample) {
        Optional<Step> step = predecessors.step(sample);
        if (step.isEmpty()) {
            return List.of();
        }
        Number change = FiniteVolume.check(
                PythonNumbers.subtract(step.get().now(), step.get().before()));
        if (growthOnly && PythonNumbers.compare(change, 0L) < 0) {
            return List.of();
        }
        return List.of(
                new Sample(mapping.map(sample.meter()), sample.resource(), change, sample.read(), sample.metadata()));
    }
}
