package io.nephometer.discovery.local;

import io.nephometer.api.Owner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The metadata that a cloud platform wrote into an instance's domain. A value that Ceilometer also publishes has the
 * same name as in Ceilometer.
 *
 * @param ports the ids of the instance's Neutron ports; empty if the ids are not known
 * @param tags the tags that the user attached to the instance, by key
 */
record PlatformMetadata(Owner owner, Map<String, Object> metadata, List<String> ports, Map<String, String> tags) {

    private static final PlatformMetadata UNKNOWN = new PlatformMetadata(Owner.UNKNOWN, Map.of());

    /**
     * The functions that look for the metadata of each supported platform. The metadata of the first platform found is
     * used, and the metadata of all other platforms is ignored.
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

    /** Returns the element that a platform wrote into a domain's metadata; empty if there is no such element. */
    static Optional<XmlElement> element(XmlElement domain, String namespace, String name) {
        return domain.at("metadata").all(namespace, name).stream().findFirst();
    }

    private static Optional<PlatformMetadata> nova(XmlElement domain) {
        return NovaMetadata.find(domain)
                .map(nova -> new PlatformMetadata(nova.owner(), nova.metadata(), nova.ports(), Map.of()));
    }
}
