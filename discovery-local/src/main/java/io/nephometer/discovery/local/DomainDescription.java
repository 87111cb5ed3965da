package io.nephometer.discovery.local;

import io.nephometer.api.Owner;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a domain's XML said of an instance.
 *
 * @param read when it was read
 * @param trouble why it could not be: then the rest is what was known before
 */
record DomainDescription(
        Instant read,
        Optional<String> trouble,
        Owner owner,
        Map<String, Object> metadata,
        Map<String, Map<String, Object>> devices) {

    static final DomainDescription NOTHING =
            new DomainDescription(Instant.MIN, Optional.empty(), Owner.UNKNOWN, Map.of(), Map.of());

    private static final int KIB = 1024;

    /** @throws IOException if the XML is of no use */
    static DomainDescription of(String xml, Instant read) throws IOException {
        XmlElement domain = XmlElement.parse(xml);
        PlatformMetadata platform = PlatformMetadata.of(domain);
        XmlElement type = domain.at("os", "type");
        MetadataBuilder metadata = new MetadataBuilder()
                .put("display_name", domain.at("title").text())
                .put("description", domain.at("description").text())
                .put("vcpus", vcpus(domain.at("vcpu")))
                .put("memory_mb", domain.at("memory").number().map(memory -> memory / KIB))
                .putAll(platform.metadata())
                .put("architecture", type.attribute("arch"))
                .put("os_type", type.text())
                .put("libosinfo", libosinfo(domain));
        metadata.put("user_metadata", UserMetadata.of(platform.tags(), name -> has(metadata, name)));
        return new DomainDescription(
                read,
                Optional.empty(),
                MetadataLimits.of(platform.owner()),
                MetadataLimits.of(metadata.asMap()),
                MetadataLimits.ofEach(DeviceMetadata.of(domain, platform.ports())));
    }

    private static boolean has(MetadataBuilder metadata, String name) {
        return DiscoveredInstance.NAMES.contains(name) || metadata.asMap().containsKey(name);
    }

    /** Which system the guest was made for, as virt-manager, virt-install and Cockpit write it. */
    private static MetadataBuilder libosinfo(XmlElement domain) {
        Optional<XmlElement> known =
                PlatformMetadata.element(domain, "http://libosinfo.org/xmlns/libvirt/domain/1.0", "libosinfo");
        return new MetadataBuilder()
                .put("os", known.flatMap(libosinfo -> libosinfo.at("os").attribute("id")));
    }

    /** What was known before, for nothing newer could be read. */
    DomainDescription failed(Instant now, String why) {
        return new DomainDescription(now, Optional.of(why), owner, metadata, devices);
    }

    /** The attribute says how many there are, the text how many there can be. */
    private static Optional<Long> vcpus(XmlElement vcpu) {
        return vcpu.attribute("current").flatMap(XmlElement::whole).or(vcpu::number);
    }
}
