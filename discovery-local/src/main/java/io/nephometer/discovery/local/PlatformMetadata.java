package io.nephometer.discovery.local;

import io.nephometer.api.Owner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the platform that runs an instance wrote into its domain: Ceilometer's names where they mean the same.
 *
 * @param ports ids of the instance's Neutron ports, where they are known
 * @param tags what the user gave the instance, by his own keys
 */
record PlatformMetadata(Owner owner, Map<String, Object> metadata, List<String> ports, Map<String, String> tags) {

    private static final PlatformMetadata UNKNOWN = new PlatformMetadata(Owner.UNKNOWN, Map.of());

    /** The first that is there counts; what is of any other namespace is not looked at. */
    private static final List<Function<XmlElement, Optional<PlatformMetadata>>> PLATFORMS = List.of(
            PlatformMetadata::nova,
            OpenNebulaMetadata::platform,
            KubeVirtMetadata::platform,
            OvirtMetadata::platform,
            CloudStackMetadata::platform);

    PlatformMetadata(Owner owner, Map<String, Object> metadata) {
        this(owner, metadata, List.of(), Map.of());
    }

    static PlatformMetadata of(XmlElement domain) {
        return PLATFORMS.stream()
                .flatMap(platform -> platform.apply(domain).stream())
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** The element of a platform in the domain's metadata, if it is there. */
    static Optional<XmlElement> element(XmlElement domain, String namespace, String name) {
        return domain.at("metadata").all(namespace, name).stream().findFirst();
    }

    private static Optional<PlatformMetadata> nova(XmlElement domain) {
        return NovaMetadata.of(domain)
                .map(nova -> new PlatformMetadata(nova.owner(), nova.metadata(), nova.ports(), Map.of()));
    }
}
