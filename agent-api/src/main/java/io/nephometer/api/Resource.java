package io.nephometer.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Something that meters are about: an instance, one of its disks, the host.
 *
 * @param id unique among all resources of the cloud
 * @param metadata what is published with each sample: strings, numbers, booleans, and lists and maps of them
 * @param devices of an instance: the target name of each disk and interface that can be metered ({@code vda}, {@code
 *     tap0}) and the metadata that its samples have beside the instance's
 * @param incarnation a number that is another one whenever the counters began again or may be others: of an instance that
 *     was seen running libvirt's id of the domain in its lower 32 bits; 0 if it is not known
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
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata)); // in the order given; values may be null
        devices = Collections.unmodifiableMap(new LinkedHashMap<>(devices));
    }

    /** A resource of which nothing but its id and metadata is known. */
    public static Resource of(String id, Map<String, Object> metadata) {
        return new Resource(id, Owner.UNKNOWN, metadata, Map.of(), 0);
    }

    /** A part of this resource: its own id, and {@code more} metadata beside that of the whole. */
    public Resource part(String partId, Map<String, Object> more) {
        return part(partId, more, incarnation);
    }

    /** A part that can be replaced without the whole: with an incarnation of its own. */
    public Resource part(String partId, Map<String, Object> more, long partIncarnation) {
        Map<String, Object> all = new LinkedHashMap<>(metadata);
        all.putAll(more);
        return new Resource(partId, owner, all, Map.of(), partIncarnation);
    }

    /** The same resource in another incarnation. */
    public Resource in(long another) {
        return new Resource(id, owner, metadata, devices, another);
    }
}
