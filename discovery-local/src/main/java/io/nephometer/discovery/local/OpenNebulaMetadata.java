package io.nephometer.discovery.local;

import io.nephometer.api.Owner;
import java.util.Optional;

/** The metadata that OpenNebula writes into its domains. OpenNebula's groups correspond to OpenStack's projects. */
final class OpenNebulaMetadata {

    private static final String NAMESPACE = "http://opennebula.org/xmlns/libvirt/1.0";

    private OpenNebulaMetadata() {}

    static Optional<PlatformMetadata> find(XmlElement domain) {
        return PlatformMetadata.element(domain, NAMESPACE, "vm")
                .map(vm -> new PlatformMetadata(
                        owner(vm),
                        new MetadataBuilder()
                                .put("display_name", vm.at("name").text())
                                .asMap()));
    }

    private static Owner owner(XmlElement vm) {
        return new Owner(
                vm.at("uid").text().orElse(null),
                vm.at("uname").text().orElse(null),
                vm.at("gid").text().orElse(null),
                vm.at("gname").text().orElse(null));
    }
}
