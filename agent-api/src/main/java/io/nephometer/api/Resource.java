package io.nephometer.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The object to which a meter applies: an instance, one of its disks, or the host.
 *
 * @param id the identifier, which is unique among all resources in the cloud
 * @param metadata the metadata published with each sample: strings, numbers, booleans, and lists and maps of such
 *     values
 * @param devices an instance's disks and interfaces that can be metered. Each key is a device's target name, for
 *     example {@code vda} or {@code tap0}. Each value is the metadata that the device's samples contain in addition to
 *     the instance's metadata
 * @param incarnation a number that changes whenever the resource's counters have restarted or may belong to a different
 *     device. For a running instance, the lower 32 bits are the domain's ID in libvirt. The number is 0 if the
 *     incarnation is not known
 */
public record Resource(
        String id,
        Owner owner,
        Map<String, Object> metadata,
        Map<String, Map<String, Object>> devices,
        long incarnation) {

    public Resource {
        Objects.requireNonNull(id);
        Objects.requireNonNull(owner);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata)); // keeps the order and allows null values
        devices = Collections.unmodifiableMap(new LinkedHashMap<>(devices));
    }

    /** Returns a resource for which only the ID and the metadata are known. */
    public static Resource of(String id, Map<String, Object> metadata) {
        return new Resource(id, Owner.UNKNOWN, metadata, Map.of(), 0);
    }

    /** Returns a part of this resource. The part has its own ID and additional metadata. */
    public Resource part(String partId, Map<String, Object> more) {
        return part(partId, more, incarnation);
    }

    /** Returns a part of this resource that can be replaced separately and therefore has its own incarnation. */
    public Resource part(String partId, Map<String, Object> more, long partIncarnation) {
        Map<String, Object> all = new LinkedHashMap<>(metadata);
        all.putAll(more);
        return new Resource(partId, owner, all, Map.of(), partIncarnation);
    }

    /** Returns a copy of this resource with a different incarnation. */
    public Resource in(long another) {
        return new Resource(id, owner, metadata, devices, another);
    }
}
