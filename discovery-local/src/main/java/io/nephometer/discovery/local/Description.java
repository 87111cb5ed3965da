package io.nephometer.discovery.local;

import io.nephometer.api.Owner;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
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
        Optional<NovaMetadata> nova = NovaMetadata.of(domain);
        Xml type = domain.at("os", "type");
        Metadata metadata = new Metadata()
                .put("vcpus", vcpus(domain.at("vcpu")))
                .put("memory_mb", domain.at("memory").number().map(memory -> memory / KIB))
                .putAll(nova.map(NovaMetadata::metadata).orElse(Map.of()))
                .put("architecture", type.attribute("arch"))
                .put("os_type", type.text());
        return new Description(
                read,
                Optional.empty(),
                nova.map(NovaMetadata::owner).orElse(Owner.UNKNOWN),
                metadata.asMap(),
                Devices.of(domain, nova.map(NovaMetadata::ports).orElse(List.of())));
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
