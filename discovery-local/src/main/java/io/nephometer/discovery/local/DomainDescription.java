package io.nephometer.discovery.local;

import io.nephometer.api.Owner;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The description of an instance, read from the domain's XML.
 *
 * @param read the time at which the XML was read
 * @param failure the reason why the XML could not be read; if present, the owner, metadata and devices are from the
 *     most recent XML that could be read
 */
record DomainDescription(
        Instant read,
        Optional<String> failure,
        Owner owner,
        Map<String, Object> metadata,
        Map<String, Map<String, Object>> devices) {

    static final DomainDescription EMPTY =
            new DomainDescription(Instant.MIN, Optional.empty(), Owner.UNKNOWN, Map.of(), Map.of());

    private static final int KIB = 1024;

    /** @throws IOException if the XML is malformed or exceeds a limit */
    static DomainDescription parse(String xml, Instant read) throws IOException {
        XmlElement domain = XmlElement.parse(xml);
        PlatformMetadata platform = PlatformMetadata.read(domain);
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
        metadata.put("user_metadata", UserMetadata.select(platform.tags(), name -> isTaken(metadata, name)));
        return new DomainDescription(
                read,
                Optional.empty(),
                MetadataLimits.limited(platform.owner()),
                MetadataLimits.limited(metadata.asMap()),
                MetadataLimits.limitedEach(DeviceMetadata.read(domain, platform.ports())));
    }

    private static boolean isTaken(MetadataBuilder metadata, String name) {
        return DiscoveredInstance.NAMES.contains(name) || metadata.asMap().containsKey(name);
    }

    /** Returns the operating system metadata that virt-manager, virt-install or Cockpit recorded in the domain. */
    private static MetadataBuilder libosinfo(XmlElement domain) {
        Optional<XmlElement> known =
                PlatformMetadata.element(domain, "http://libosinfo.org/xmlns/libvirt/domain/1.0", "libosinfo");
        return new MetadataBuilder()
                .put("os", known.flatMap(libosinfo -> libosinfo.at("os").attribute("id")));
    }

    /** Returns a copy of this description that records why a newer description could not be read. */
    DomainDescription withFailure(Instant now, String reason) {
        return new DomainDescription(now, Optional.of(reason), owner, metadata, devices);
    }

    /**
     * Returns the current number of virtual processors. The number is taken from the {@code current} attribute if
     * present, and otherwise from the element's text, which contains the maximum number.
     */
    private static Optional<Long> vcpus(XmlElement vcpu) {
        return vcpu.attribute("current").flatMap(XmlElement::whole).or(vcpu::number);
    }
}
