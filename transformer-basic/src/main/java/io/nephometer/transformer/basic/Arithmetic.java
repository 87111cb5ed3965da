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

/** Makes one sample of the samples of several meters of one resource, once there is one of each. */
final class Arithmetic implements Transformer {

    private static final System.Logger LOG = System.getLogger(Arithmetic.class.getName());
    private static final int MOST_RESOURCES = 100_000;
    private static final long LONG_UNSEEN = Duration.ofHours(25).toNanos();

    private final Expression expression;
    private final ResultMeter result;
    private final Map<String, Map<String, Sample>> gathered = new LinkedHashMap<>();
    private Moment latest;
    private String trouble = "";

    Arithmetic(Expression expression, ResultMeter result) {
        this.expression = expression;
        this.result = result;
    }

    @Override
    public List<Sample> transform(Sample sample) {
        latest = sample.read();
        if (expression.meters().contains(sample.meter().name())) {
            gathered.computeIfAbsent(sample.resource().id(), id -> new HashMap<>())
                    .put(sample.meter().name(), sample);
        }
        return List.of();
    }

    @Override
    public List<Sample> flush() {
        List<Sample> made = new ArrayList<>();
        String failure = "";
        Iterator<Map<String, Sample>> all = gathered.values().iterator();
        while (all.hasNext()) {
            Map<String, Sample> samples = all.next();
            if (samples.size() == expression.meters().size()) {
                all.remove();
                try {
                    if (areComparable(samples.values())) {
                        made.add(sample(samples));
                    }
                } catch (EvaluationException
                        | ArithmeticException e) { // no value for one resource, the others have one
                    failure = e.getMessage();
                }
            }
        }
        forget();
        report(failure);
        return made;
    }

    @Override
    public long held() {
        return gathered.values().stream().mapToLong(Map::size).sum();
    }

    /** Whether all that are totals are over the same devices: one of them can lack a device that another has. */
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
        return new Sample(result.of(reference.meter()), reference.resource(), volume, latest, reference.metadata());
    }

    /** Resources of which some meter has not come for long. */
    private void forget() {
        gathered.values().removeIf(samples -> samples.values().stream()
                .allMatch(sample -> latest.nanos() - sample.read().nanos() > LONG_UNSEEN));
        Iterator<String> oldest = gathered.keySet().iterator();
        for (int surplus = gathered.size() - MOST_RESOURCES; surplus > 0; surplus--) {
            oldest.next();
            oldest.remove();
        }
    }

    /** Says it once, not in each turn. */
    private void report(String failure) {
        if (!failure.isEmpty() && !failure.equals(trouble)) {
            LOG.log(System.Logger.Level.WARNING, "arithmetic: some resource has no value: {0}", failure);
        }
        trouble = failure;
    }
}
