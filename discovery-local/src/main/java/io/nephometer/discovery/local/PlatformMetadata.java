package io.nephometer.discovery.local;

import io.nephometer.api.Owner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The metadata that a cloud platform wrote into an instance's domain. Values that Ceilometer also publishes have the
 * same names as in Ceilometer.
 *
 * @param ports the IDs of the instance's Neutron ports, or an empty list if the IDs are unknown
 * @param tags the tags that the user attached to the instance, as a map from keys to values
 */
record PlatformMetadata(Owner owner, Map<String, Object> metadata, List<String> ports, Map<String, String> tags) {

    private static final PlatformMetadata UNKNOWN = new PlatformMetadata(Owner.UNKNOWN, Map.of());

    /**
     * The functions that find the metadata of the supported platforms. Only the metadata of the first platform found is
     * used.
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

    /**
     * Returns the element that a platform wrote into a domain's metadata, or an empty {@code Optional} if there is no
     * such element.
     */
    static Optional<XmlElement> element(XmlElement domain, String namespace, String name) {
        return domain.at("metadata").all(namespace, name).stream().findFirst();
    }

    private static Optional<PlatformMetadata> nova(XmlElement domain) {
        return NovaMetadata.find(domain)
                .map(nova -> new PlatformMetadata(nova.owner(), nova.metadata(), nova.ports(), Map.of()));
    }
}
