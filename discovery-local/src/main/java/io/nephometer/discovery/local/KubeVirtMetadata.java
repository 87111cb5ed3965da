package io.nephometer.discovery.local;

import io.nephometer.api.Owner;
import java.util.Map;
import java.util.Optional;

/** The metadata that KubeVirt, standalone or within Harvester, writes into its domains. */
final class KubeVirtMetadata {

    private static final String NAMESPACE = "http://kubevirt.io";

    private KubeVirtMetadata() {}

    static Optional<PlatformMetadata> find(XmlElement domain) {
        return PlatformMetadata.element(domain, NAMESPACE, "kubevirt")
                .map(kubevirt -> platform(domain.at("name").text().orElse(""), kubevirt));
    }

    /**
     * Returns the metadata of a KubeVirt domain. A KubeVirt domain's name has the form NAMESPACE_NAME, where neither
     * part contains an underscore.
     */
    private static PlatformMetadata platform(String domain, XmlElement kubevirt) {
        int end = domain.indexOf('_');
        Optional<String> namespace = Optional.of(domain).filter(name -> end > 0).map(name -> name.substring(0, end));
        MetadataBuilder own =
                new MetadataBuilder().put("uid", kubevirt.at("uid").text());
        Map<String, Object> metadata = new MetadataBuilder()
                .put("display_name", namespace.map(known -> domain.substring(end + 1)))
                .put("kubevirt", own)
                .asMap();
        String project = namespace.orElse(null);
        return new PlatformMetadata(new Owner(null, null, project, project), metadata);
    }
}
