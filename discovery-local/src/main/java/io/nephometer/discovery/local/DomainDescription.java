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
record Description(
        Instant read,
        Optional<String> trouble,
        Owner owner,
        Map<String, Object> metadata,
        Map<String, Map<String, Object>> devices) {

    static final Description NOTHING =
            new Description(Instant.MIN, Optional.empty(), Owner.UNKNOWN, Map.of(), Map.of());

    private static final int KIB = 1024;

    /** @throws IOException if the XML is of no use */
    static Description of(String xml, Instant read) throws IOException {
        Xml domain = Xml.parse(xml);
        Platform platform = Platform.of(domain);
        Xml type = domain.at("os", "type");
        Metadata metadata = new Metadata()
                .put("display_name", domain.at("title").text())
                .put("description", domain.at("description").text())
                .put("vcpus", vcpus(domain.at("vcpu")))
                .put("memory_mb", domain.at("memory").number().map(memory -> memory / KIB))
                .putAll(platform.metadata())
                .put("architecture", type.attribute("arch"))
                .put("os_type", type.text())
                .put("libosinfo", libosinfo(domain));
        metadata.put("user_metadata", UserMetadata.of(platform.tags(), name -> has(metadata, name)));
        return new Description(
                read,
                Optional.empty(),
                Bounds.of(platform.owner()),
                Bounds.of(metadata.asMap()),
                Bounds.ofEach(Devices.of(domain, platform.ports())));
    }

    private static boolean has(Metadata metadata, String name) {
        return Instance.NAMES.contains(name) || metadata.asMap().containsKey(name);
    }

    /** Which system the guest was made for, as virt-manager, virt-install and Cockpit write it. */
    private static Metadata libosinfo(Xml domain) {
        Optional<Xml> known = Platform.element(domain, "http://libosinfo.org/xmlns/libvirt/domain/1.0", "libosinfo");
        return new Metadata()
                .put("os", known.flatMap(libosinfo -> libosinfo.at("os").attribute("id")));
    }

    /** What was known before, for nothing newer could be read. */
    Description failed(Instant now, String why) {
        return new Description(now, Optional.of(why), owner, metadata, devices);
    }

    /** The attribute says how many there are, the text how many there can be. */
    private static Optional<Long> vcpus(Xml vcpu) {
        return vcpu.attribute("current").flatMap(Xml::whole).or(vcpu::number);
    }
}
