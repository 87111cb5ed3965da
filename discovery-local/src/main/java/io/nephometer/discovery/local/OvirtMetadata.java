package io.nephometer.discovery.local;

import io.nephometer.api.Owner;
import java.util.Map;
import java.util.Optional;

/**
 * The metadata that oVirt writes into its domains. The metadata retains oVirt's names and does not include an owner.
 */
final class OvirtMetadata {

    private static final String NAMESPACE = "http://ovirt.org/vm/1.0";

    private OvirtMetadata() {}

    static Optional<PlatformMetadata> find(XmlElement domain) {
        return PlatformMetadata.element(domain, NAMESPACE, "vm")
                .map(OvirtMetadata::metadata)
                .map(metadata -> new PlatformMetadata(Owner.UNKNOWN, metadata));
    }

    private static Map<String, Object> metadata(XmlElement vm) {
        MetadataBuilder custom = new MetadataBuilder();
        vm.at("custom").children().forEach(property -> custom.put(property.name(), property.text()));
        MetadataBuilder own = new MetadataBuilder()
                .put("clusterVersion", vm.at("clusterVersion").text())
                .put("minGuaranteedMemoryMb", vm.at("minGuaranteedMemoryMb").number())
                .put("custom", custom);
        return new MetadataBuilder().put("ovirt", own).asMap();
    }
}
