package io.nephometer.transformer.basic;

import io.nephometer.api.Meter;
import io.nephometer.api.Sample;
import io.nephometer.api.Transformer;
import io.nephometer.transformer.basic.PreviousSamples.Step;
import io.nephometer.transformer.basic.expression.PythonNumbers;
import io.nephometer.transformer.basic.mapping.SampleConversion;
import java.util.List;
import java.util.Optional;

/**
 * Computes the change in volume per second and multiplies it by the scale. The time between two samples is measured
 * with the monotonic clock.
 */
final class RateOfChange implements Transformer {

    private final PreviousSamples predecessors = new PreviousSamples();
    private final SampleConversion conversion;

    RateOfChange(SampleConversion conversion) {
        this.conversion = conversion;
    }

    @Override
    public List<Sample> transform(Sample sample) {
        Optional<Step> step = predecessors.step(sample);
        if (step.isEmpty()) {
            return List.of();
        }
        Number volume = PythonNumbers.multiply(
                conversion.scaled(sample), rate(step.get(), sample.meter().type()));
        return List.of(conversion.sample(sample, volume));
    }

    private static double rate(Step step, Meter.Type type) {
        if (step.nanos() == 0) {
            return 0;
        }
        boolean restarted = type == Meter.Type.CUMULATIVE && PythonNumbers.compare(step.now(), step.before()) < 0;
        Number increase = restarted ? step.now() : PythonNumbers.subtract(step.now(), step.before());
        return PythonNumbers.real(increase) / step.seconds();
    }
}
