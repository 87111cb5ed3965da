package io.nephometer.transformer.basic;

import io.nephometer.api.Moment;
import io.nephometer.api.Owner;
import io.nephometer.api.Sample;
import io.nephometer.api.Transformer;
import io.nephometer.transformer.basic.MergePolicies.Policy;
import io.nephometer.transformer.basic.mapping.SampleConversion;
import io.nephometer.transformer.basic.parameter.SizeParameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Makes one sample of several of one meter of one resource: gauges' mean, deltas' sum, the last of the cumulative. */
final class Aggregator implements Transformer {

    /** What is the same in the samples that are merged; a null owner is one that is merged, or unknown. */
    private record Key(String meter, String resource, String user, String project) {}

    private final AggregationLimit limit;
    private final MergePolicies merging;
    private final SampleConversion target;
    private final Supplier<Moment> clock;
    private final Map<Key, SampleAggregate> aggregates = new LinkedHashMap<>();
    private long samples;
    private long began;

    Aggregator(AggregationLimit limit, MergePolicies merging, SampleConversion target, Supplier<Moment> clock) {
        this.limit = limit;
        this.merging = merging;
        this.target = target;
        this.clock = clock;
    }

    @Override
    public List<Sample> transform(Sample sample) {
        Number volume = target.scaled(sample);
        Key key = key(sample);
        SampleAggregate aggregate = aggregates.get(key);
        if (aggregate == null) {
            aggregates.put(key, new SampleAggregate(merging, target.sample(sample, volume)));
        } else {
            aggregate.add(sample, volume);
        }
        if (samples++ == 0) {
            began = sample.read().nanos();
        }
        return List.of();
    }

    private Key key(Sample sample) {
        Owner owner = sample.resource().owner();
        return new Key(
                sample.meter().name(),
                sample.resource().id(),
                merging.user() == Policy.APART ? owner.userId() : null,
                merging.project() == Policy.APART ? owner.projectId() : null);
    }

    @Override
    public List<Sample> flush() {
        boolean crowded = aggregates.size() >= SizeParameter.MOST;
        if (samples == 0 || !crowded && !limit.isReached(samples, clock.get().nanos() - began)) {
            return List.of();
        }
        return close();
    }

    @Override
    public long held() {
        return samples;
    }

    @Override
    public List<Sample> close() {
        List<Sample> merged =
                aggregates.values().stream().map(SampleAggregate::sample).toList();
        aggregates.clear();
        samples = 0;
        return merged;
    }
}
