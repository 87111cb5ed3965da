package io.nephometer.discovery.local;

import io.nephometer.api.Owner;
import java.util.Map;
import java.util.Optional;

/** What oVirt writes into its domains, under oVirt's names. It says nothing of an owner. */
final class Ovirt {

    private static final String NAMESPACE = "http://ovirt.org/vm/1.0";

    private Ovirt() {}

    static Optional<Platform> platform(Xml domain) {
        return Platform.element(domain, NAMESPACE, "vm")
                .map(Ovirt::metadata)
                .map(metadata -> new Platform(Owner.UNKNOWN, metadata));
    }

    private static Map<String, Object> metadata(Xml vm) {
        Metadata custom = new Metadata();
        vm.at("custom").children().forEach(property -> custom.put(property.name(), property.text()));
        Metadata own = new Metadata()
                .put("clusterVersion", vm.at("clusterVersion").text())
                .put("minGuaranteedMemoryMb", vm.at("minGuaranteedMemoryMb").number())
                .put("custom", custom);
        return new Metadata().put("ovirt", own).asMap();
    }
}
