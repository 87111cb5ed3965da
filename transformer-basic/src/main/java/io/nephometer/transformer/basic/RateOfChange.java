package io.nephometer.transformer.basic;

import io.nephometer.api.Meter;
import io.nephometer.api.Sample;
import io.nephometer.api.Transformer;
import io.nephometer.transformer.basic.PreviousSamples.Step;
import io.nephometer.transformer.basic.expression.PythonNumbers;
import io.nephometer.transformer.basic.mapping.SampleConversion;
import java.util.List;
import java.util.Optional;

/** How fast volumes change, a second, by the monotonic clock, times the scale. */
final class RateOfChange implements Transformer {

    private final PreviousSamples predecessors = new PreviousSamples();
    private final SampleConversion target;

    RateOfChange(SampleConversion target) {
        this.target = target;
    }

    @Override
    public List<Sample> transform(Sample sample) {
        Optional<Step> step = predecessors.step(sample);
        if (step.isEmpty()) {
            return List.of();
        }
        Number volume = PythonNumbers.multiply(
                target.scaled(sample), rate(step.get(), sample.meter().type()));
        return List.of(target.sample(sample, volume));
    }

    private static double rate(Step step, Meter.Type type) {
        if (step.nanos() == 0) {
            return 0;
        }
        boolean beganAnew = type == Meter.Type.CUMULATIVE && PythonNumbers.compare(step.now(), step.before()) < 0;
        Number grown = beganAnew ? step.now() : PythonNumbers.subtract(step.now(), step.before());
        return PythonNumbers.real(grown) / step.seconds();
    }
}
