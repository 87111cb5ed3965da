package io.nephometer.transformer.basic;

import io.nephometer.api.Moment;
import io.nephometer.api.Sample;
import io.nephometer.api.Transformer;
import io.nephometer.transformer.basic.expression.EvaluationException;
import io.nephometer.transformer.basic.expression.Expression;
import io.nephometer.transformer.basic.expression.PythonNumbers;
import io.nephometer.transformer.basic.mapping.ResultMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Computes one sample from a resource's samples for several meters as soon as there is a sample for each meter. */
final class Arithmetic implements Transformer {

    private static final System.Logger LOG = System.getLogger(Arithmetic.class.getName());
    private static final int MAX_RESOURCES = 100_000;
    private static final long KEPT = Duration.ofHours(25).toNanos();

    private final Expression expression;
    private final ResultMeter resultMeter;
    private final Map<String, Map<String, Sample>> collected = new LinkedHashMap<>();
    private Moment latest;
    private String lastFailure = "";

    Arithmetic(Expression expression, ResultMeter resultMeter) {
        this.expression = expression;
        this.resultMeter = resultMeter;
    }

    @Override
    public List<Sample> transform(Sample sample) {
        latest = sample.read();
        if (expression.meters().contains(sample.meter().name())) {
            collected
                    .computeIfAbsent(sample.resource().id(), id -> new HashMap<>())
                    .put(sample.meter().name(), sample);
        }
        return List.of();
    }

    @Override
    public List<Sample> flush() {
        List<Sample> computed = new ArrayList<>();
        String failure = "";
        Iterator<Map<String, Sample>> all = collected.values().iterator();
        while (all.hasNext()) {
            Map<String, Sample> samples = all.next();
            if (samples.size() == expression.meters().size()) {
                all.remove();
                try {
                    if (areComparable(samples.values())) {
                        computed.add(sample(samples));
                    }
                } catch (EvaluationException | ArithmeticException e) { // only this resource has no value
                    failure = e.getMessage();
                }
            }
        }
        forget();
        report(failure);
        return computed;
    }

    @Override
    public long held() {
        return collected.values().stream().mapToLong(Map::size).sum();
    }

    /** Returns whether all totals cover the same devices. A total may lack a device that another total includes. */
    private static boolean areComparable(Collection<Sample> samples) {
        return samples.stream()
                        .map(Sample::devices)
                        .filter(devices -> !devices.isEmpty())
                        .distinct()
                        .count()
                <= 1;
    }

    private Sample sample(Map<String, Sample> samples) {
        Sample reference = samples.get(expression.meters().get(0));
        double volume = PythonNumbers.real(expression.evaluate(samples));
        return new Sample(
                resultMeter.of(reference.meter()), reference.resource(), volume, latest, reference.metadata());
    }

    /** Discards resources without recent samples, and then the oldest resources if there are still too many. */
    private void forget() {
        collected.values().removeIf(samples -> samples.values().stream()
                .allMatch(sample -> latest.nanos() - sample.read().nanos() > KEPT));
        Iterator<String> oldest = collected.keySet().iterator();
        for (int surplus = collected.size() - MAX_RESOURCES; surplus > 0; surplus--) {
            oldest.next();
            oldest.remove();
        }
    }

    /** Logs a failure unless the same failure was logged in the previous turn. */
    private void report(String failure) {
        if (!failure.isEmpty() && !failure.equals(lastFailure)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "arithmetic: the expression has no value for some resource: {0}",
                    failure);
        }
        lastFailure = failure;
    }
}
