package io.nephometer.transformer.basic;

import io.nephometer.api.Meter;
import io.nephometer.api.Sample;
import io.nephometer.api.Transformer;
import io.nephometer.transformer.basic.Predecessors.Step;
import io.nephometer.transformer.basic.expression.Numbers;
import java.util.List;
import java.util.Optional;

/** How fast volumes change, a second, by the monotonic clock, times the scale. */
final class RateOfChange implements Transformer {

    private final Predecessors predecessors = new Predecessors();
    private final Target target;

    RateOfChange(Target target) {
        this.target = target;
    }

    @Override
    public List<Sample> transform(Sample sample) {
        Optional<Step> step = predecessors.step(sample);
        if (step.isEmpty()) {
            return List.of();
        }
        Number volume = Numbers.multiply(
                target.scaled(sample), rate(step.get(), sample.meter().type()));
        return List.of(target.sample(sample, volume));
    }

    private static double rate(Step step, Meter.Type type) {
        if (step.nanos() == 0) {
            return 0;
        }
        boolean beganAnew = type == Meter.Type.CUMULATIVE && Numbers.compare(step.now(), step.before()) < 0;
        Number grown = beganAnew ? step.now() : Numbers.subtract(step.now(), step.before());
        return Numbers.real(grown) / step.seconds();
    }
}
