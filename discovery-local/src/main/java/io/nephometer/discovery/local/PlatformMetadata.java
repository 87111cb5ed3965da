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
record Platform(Owner owner, Map<String, Object> metadata, List<String> ports, Map<String, String> tags) {

    private static final Platform UNKNOWN = new Platform(Owner.UNKNOWN, Map.of());

    /** The first that is there counts; what is of any other namespace is not looked at. */
    private static final List<Function<Xml, Optional<Platform>>> PLATFORMS =
            List.of(Platform::nova, OpenNebula::platform, KubeVirt::platform, Ovirt::platform, CloudStack::platform);

    Platform(Owner owner, Map<String, Object> metadata) {
        this(owner, metadata, List.of(), Map.of());
    }

    static Platform of(Xml domain) {
        return PLATFORMS.stream()
                .flatMap(platform -> platform.apply(domain).stream())
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** The element of a platform in the domain's metadata, if it is there. */
    static Optional<Xml> element(Xml domain, String namespace, String name) {
        return domain.at("metadata").all(namespace, name).stream().findFirst();
    }

    private static Optional<Platform> nova(Xml domain) {
        return NovaMetadata.of(domain).map(nova -> new Platform(nova.owner(), nova.metadata(), nova.ports(), Map.of()));
    }
}
