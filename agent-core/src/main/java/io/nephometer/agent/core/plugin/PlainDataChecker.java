package io.nephometer.agent.core.plugin;

import io.nephometer.api.Owner;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.time.Instant;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Checks the samples and resources that one call to a plugin returned, and copies metadata that the plugin could change
 * later. Accepted data is safe to use in computations, to encode, and to display. Each resource is checked only once,
 * even if many samples refer to it. An instance may be used only on the thread that calls the plugin.
 */
public final class PlainDataChecker {

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    // the value is null for a resource that is not plain data
    private final Map<Resource, Resource> checked = new IdentityHashMap<>();

    /** @param plain the resources that have already been checked */
    public PlainDataChecker(Collection<Resource> plain) {
        plain.forEach(resource -> checked.put(resource, resource));
    }

    /**
     * Returns the sample itself, or a copy if the metadata had to be copied. Returns null if the sample is not plain
     * data or its volume is not finite.
     */
    public Sample check(Sample sample) {
        if (sample == null || !isPlain(sample)) {
            return null;
        }
        Resource resource = check(sample.resource());
        Map<String, Object> metadata = resource == null ? null : metadata(sample);
        if (metadata == null) {
            return null;
        } else if (resource == sample.resource() && metadata == sample.metadata()) {
            return sample;
        }
        return new Sample(sample.meter(), resource, sample.volume(), sample.read(), metadata);
    }

    private static boolean isPlain(Sample sample) {
        Instant wall = sample.read().wall();
        return sample.volume() != null
                && PlainValues.isFinite(sample.volume())
                && sample.isSound()
                && PlainValues.isShort(sample.meter().name())
                && PlainValues.isShort(sample.meter().unit())
                && wall != null
                && !wall.isBefore(Instant.EPOCH)
                && wall.isBefore(LAST);
    }

    private static Map<String, Object> metadata(Sample sample) {
        try {
            return sample.metadata().isEmpty() ? sample.metadata() : PlainValues.of(sample.metadata());
        } catch (RuntimeException | StackOverflowError e) { // may also come from the plugin's own lists and maps
            return null;
        }
    }

    /**
     * Returns the resource itself, or a copy if the metadata had to be copied. Returns null if the resource is not
     * plain data.
     */
    public Resource check(Resource resource) {
        if (resource == null) {
            return null;
        }
        if (!checked.containsKey(resource)) {
            checked.put(resource, checked(resource));
        }
        return checked.get(resource);
    }

    private static Resource checked(Resource resource) {
        try {
            Map<String, Object> metadata = PlainValues.of(resource.metadata());
            Owner owner = resource.owner();
            boolean isShort = Stream.of(
                            resource.id(), owner.userId(), owner.userName(), owner.projectId(), owner.projectName())
                    .allMatch(PlainValues::isShort);
            if (!isShort) {
                return null;
            } else if (metadata == resource.metadata() && resource.devices().isEmpty()) {
                return resource;
            }
            Map<String, Map<String, Object>> devices = PlainValues.ofMaps(resource.devices());
            return new Resource(resource.id(), owner, metadata, devices, resource.incarnation());
        } catch (RuntimeException | StackOverflowError e) { // may also come from the plugin's own lists and maps
            return null;
        }
    }
}
