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

/** One sample in the making, of several. */
final class SampleAggregate {

    private final MergePolicies merging;
    private final Sample first;
    private Sample last;
    private Number volume;
    private long count = 1;

    /** @param first converted already */
    SampleAggregate(MergePolicies merging, Sample first) {
        this.merging = merging;
        this.first = first;
        this.last = first;
        this.volume = first.volume();
    }

    /** @param scaled its volume, converted */
    void add(Sample sample, Number scaled) {
        Number finite = FiniteVolume.finite(scaled);
        volume = sample.meter().type() == Meter.Type.CUMULATIVE
                ? finite
                : FiniteVolume.finite(PythonNumbers.add(volume, finite));
        last = sample;
        count++;
    }

    Sample sample() {
        Number merged = first.meter().type() == Meter.Type.GAUGE ? PythonNumbers.divide(volume, count) : volume;
        Moment moment = chosen(merging.moment()).read();
        return new Sample(first.meter(), resource(), merged, moment, metadata());
    }

    /** The devices of a total are those of the volume, whosever the rest is. */
    private Map<String, Object> metadata() {
        boolean bare = merging.metadata() == Policy.DROP;
        Map<String, Object> metadata =
                new HashMap<>(bare ? Map.of() : chosen(merging.metadata()).metadata());
        if (!last.devices().isEmpty()) {
            metadata.put(Sample.DEVICES, last.metadata().get(Sample.DEVICES));
        }
        return metadata;
    }

    private Resource resource() {
        boolean bare = merging.metadata() == Policy.DROP;
        Owner user = chosen(merging.user()).resource().owner();
        Owner project = chosen(merging.project()).resource().owner();
        return new Resource(
                last.resource().id(),
                new Owner(user.userId(), user.userName(), project.projectId(), project.projectName()),
                bare ? Map.of() : chosen(merging.metadata()).resource().metadata(),
                last.resource().devices(),
                last.resource().incarnation());
    }

    private Sample chosen(Policy policy) {
        return policy == Policy.FIRST ? first : last;
    }
}
