package io.nephometer.discovery.local;

import io.nephometer.api.Owner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The metadata that a cloud platform wrote into the domain of an instance. A value that Ceilometer also publishes has
 * the name that Ceilometer uses.
 *
 * @param ports the ids of the instance's Neutron ports; empty if they are not known
 * @param tags the tags that the user attached to the instance, by key
 */
record PlatformMetadata(Owner owner, Map<String, Object> metadata, List<String> ports, Map<String, String> tags) {

    private static final PlatformMetadata UNKNOWN = new PlatformMetadata(Owner.UNKNOWN, Map.of());

    /**
     * The functions that look for the metadata of each supported platform. The first platform found is used, and all
     * other namespaces are ignored.
     */
    private static final List<Function<XmlElement, Optional<PlatformMetadata>>> PLATFORMS = List.of(
            PlatformMetadata::nova,
            OpenNebulaMetadata::find,
            KubeVirtMetadata::find,
            OvirtMetadata::find,
            CloudStackMetadata::find);

    PlatformMetadata(Owner owner, Map<String, Object> metadata) {
        this(owner, metadata, List.of(), Map.of());
    }

    static PlatformMetadata read(XmlElement domain) {
        return PLATFORMS.stream()
                .flatMap(platform -> platform.apply(domain).stream())
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** Returns the element that a platform wrote into the metadata of a domain; empty if there is none. */
    static Optional<XmlElement> element(XmlElement domain, String namespace, String name) {
        return domain.at("metadata").all(namespace, name).stream().findFirst();
    }

    private static Optional<PlatformMetadata> nova(XmlElement domain) {
        return NovaMetadata.find(domain)
                .map(nova -> new PlatformMetadata(nova.owner(), nova.metadata(), nova.ports(), Map.of()));
    }
}
