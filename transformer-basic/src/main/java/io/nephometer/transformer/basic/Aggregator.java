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

/**
 * Merges all samples of the same meter and resource into one sample. The merged sample's volume is the mean of the
 * gauge volumes, the sum of the delta volumes, or the last cumulative volume.
 */
final class Aggregator implements Transformer {

    /**
     * The attributes that merged samples have in common. The user and the project are null if they are unknown or are
     * not compared.
     */
    private record Key(String meter, String resource, String user, String project) {}

    private final AggregationLimit limit;
    private final MergePolicies policies;
    private final SampleConversion conversion;
    private final Supplier<Moment> clock;
    private final Map<Key, SampleAggregate> aggregates = new LinkedHashMap<>();
    private long samples;
    private long began;

    Aggregator(AggregationLimit limit, MergePolicies policies, SampleConversion conversion, Supplier<Moment> clock) {
        this.limit = limit;
        this.policies = policies;
        this.conversion = conversion;
        this.clock = clock;
    }

    @Override
    public List<Sample> transform(Sample sample) {
        Number volume = conversion.scaled(sample);
        Key key = key(sample);
        SampleAggregate aggregate = aggregates.get(key);
        if (aggregate == null) {
            aggregates.put(key, new SampleAggregate(policies, conversion.sample(sample, volume)));
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
                policies.user() == Policy.APART ? owner.userId() : null,
                policies.project() == Policy.APART ? owner.projectId() : null);
    }

    @Override
    public List<Sample> flush() {
        boolean full = aggregates.size() >= SizeParameter.MAX;
        if (samples == 0 || !full && !limit.isReached(samples, clock.get().nanos() - began)) {
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
