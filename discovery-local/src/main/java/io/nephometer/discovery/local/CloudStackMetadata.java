package io.nephometer.discovery.local;

import io.nephometer.api.Owner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The metadata that CloudStack 4.22 or later writes into its domains. */
final class CloudStackMetadata {

    private static final String NAMESPACE = "http://cloudstack.apache.org/instance";

    /** The text that CloudStack writes in place of an unknown value. */
    private static final String UNKNOWN = "unknown";

    private CloudStackMetadata() {}

    static Optional<PlatformMetadata> find(XmlElement domain) {
        return PlatformMetadata.element(domain, NAMESPACE, "instance")
                .map(instance -> new PlatformMetadata(owner(instance), metadata(instance), List.of(), tags(instance)));
    }

    /**
     * Returns the owner of an instance. CloudStack bills accounts, and each project has a dedicated account for
     * billing.
     */
    private static Owner owner(XmlElement instance) {
        XmlElement account = instance.at("owner", "account");
        XmlElement project = instance.at("owner", "project");
        XmlElement billed = id(project).isPresent() ? project : account;
        return new Owner(
                id(account).orElse(null),
                text(account).orElse(null),
                id(billed).orElse(null),
                text(billed).orElse(null));
    }

    private static Map<String, Object> metadata(XmlElement instance) {
        XmlElement offering = instance.at("service_offering");
        XmlElement domain = instance.at("owner", "domain");
        MetadataBuilder own = new MetadataBuilder()
                .put("domain_id", id(domain)) // a domain's name is unique only within its parent
                .put("domain", text(domain))
                .put("zone", text(instance.at("zone")))
                .put("pod", text(instance.at("pod")))
                .put("cluster", text(instance.at("cluster")));
        return new MetadataBuilder()
                .put("display_name", text(instance.at("display_name")).or(() -> text(instance.at("name"))))
                .put("instance_type", text(offering.at("name")))
                .put("vcpus", offering.at("cpu").number())
                .put("memory_mb", offering.at("memory").number())
                .put("cloudstack", own)
                .asMap();
    }

    private static Map<String, String> tags(XmlElement instance) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (XmlElement tag : instance.at("resource_tags").all("resource_tag")) {
            tag.attribute("key").ifPresent(key -> tags.put(key, tag.text().orElse("")));
        }
        return tags;
    }

    private static Optional<String> id(XmlElement named) {
        return named.attribute("uuid").filter(id -> !id.equals(UNKNOWN));
    }

    private static Optional<String> text(XmlElement named) {
        return named.text().filter(text -> !text.equals(UNKNOWN));
    }
}
