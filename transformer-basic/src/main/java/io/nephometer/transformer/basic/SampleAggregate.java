package io.nephometer.transformer.basic;

import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Owner;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.transformer.basic.MergePolicies.Policy;
import io.nephometer.transformer.basic.expression.PythonNumbers;
import io.nephometer.transformer.basic.mapping.FiniteVolume;
import java.util.HashMap;
import java.util.Map;

/** Merges several samples into a single sample. */
final class SampleAggregate {

    private final MergePolicies policies;
    private final Sample first;
    private Sample last;
    private Number volume;
    private long count = 1;

    /** @param first the first sample, which has already been converted */
    SampleAggregate(MergePolicies policies, Sample first) {
        this.policies = policies;
        this.first = first;
        this.last = first;
        this.volume = first.volume();
    }

    /** @param scaled the volume of the sample after conversion */
    void add(Sample sample, Number scaled) {
        Number finite = FiniteVolume.check(scaled);
        volume = sample.meter().type() == Meter.Type.CUMULATIVE
                ? finite
                : FiniteVolume.check(PythonNumbers.add(volume, finite));
        last = sample;
        count++;
    }

    Sample sample() {
        Number merged = first.meter().type() == Meter.Type.GAUGE ? PythonNumbers.divide(volume, count) : volume;
        Moment moment = chosen(policies.moment()).read();
        return new Sample(first.meter(), resource(), merged, moment, metadata());
    }

    /**
     * Returns the metadata of the merged sample. The devices of a total are always taken from the last sample because
     * they must match the volume.
     */
    private Map<String, Object> metadata() {
        boolean dropped = policies.metadata() == Policy.DROP;
        Map<String, Object> metadata =
                new HashMap<>(dropped ? Map.of() : chosen(policies.metadata()).metadata());
        if (!last.devices().isEmpty()) {
            metadata.put(Sample.DEVICES, last.metadata().get(Sample.DEVICES));
        }
        return metadata;
    }

    private Resource resource() {
        boolean dropped = policies.metadata() == Policy.DROP;
        Owner user = chosen(policies.user()).resource().owner();
        Owner project = chosen(policies.project()).resource().owner();
        return new Resource(
                last.resource().id(),
                new Owner(user.userId(), user.userName(), project.projectId(), project.projectName()),
                dropped ? Map.of() : chosen(policies.metadata()).resource().metadata(),
                last.resource().devices(),
                last.resource().incarnation());
    }

    private Sample chosen(Policy policy) {
        return policy == Policy.FIRST ? first : last;
    }
}
