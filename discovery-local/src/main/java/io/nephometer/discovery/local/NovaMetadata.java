package io.nephometer.discovery.local;

import io.nephometer.api.Owner;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The metadata that Nova wrote into the domain's XML when it started the instance. Unknown values are omitted. */
record NovaMetadata(XmlElement instance) {

    private static final List<String> NAMESPACES =
            List.of("http://openstack.org/xmlns/libvirt/nova/1.1", "http://openstack.org/xmlns/libvirt/nova/1.0");

    /**
     * Returns the metadata that Nova wrote into a domain, or an empty {@code Optional} if Nova did not create the
     * domain.
     */
    static Optional<NovaMetadata> find(XmlElement domain) {
        XmlElement metadata = domain.at("metadata");
        return NAMESPACES.stream()
                .flatMap(namespace -> metadata.all(namespace, "instance").stream())
                .findFirst()
                .map(NovaMetadata::new);
    }

    Owner owner() {
        XmlElement user = instance.at("owner", "user");
        XmlElement project = instance.at("owner", "project");
        return new Owner(
                user.attribute("uuid").orElse(null),
                user.text().orElse(null),
                project.attribute("uuid").orElse(null),
                project.text().orElse(null));
    }

    /** Returns the IDs of the instance's Neutron ports. */
    List<String> ports() {
        return instance.at("ports").all("port").stream()
                .flatMap(port -> port.attribute("uuid").stream())
                .toList();
    }

    /** Returns the instance's metadata, using Ceilometer's names. */
    Map<String, Object> metadata() {
        XmlElement flavor = instance.at("flavor");
        MetadataBuilder metadata = new MetadataBuilder()
                .put("display_name", instance.at("name").text())
                .put("instance_type", flavor.attribute("name"))
                .put("flavor", flavor(flavor))
                .putValue("image_ref", imageId().orElse(null)) // null if the instance boots from a volume
                .put("image_meta", imageMetadata(instance.at("image")))
                .put("vcpus", flavor.at("vcpus").number())
                .put("memory_mb", flavor.at("memory").number())
                .put("disk_gb", flavor.at("disk").number())
                .put("ephemeral_gb", flavor.at("ephemeral").number())
                .put(
                        "root_gb",
                        flavor.at("disk").number()); // Ceilometer wrongly subtracts ephemeral_gb from the disk size
        return metadata.asMap();
    }

    private static MetadataBuilder flavor(XmlElement flavor) {
        Optional<String> name = flavor.attribute("name");
        XmlElement extraSpecs = flavor.at("extraSpecs");
        return new MetadataBuilder()
                .put("id", flavor.attribute("id").or(() -> name)) // Nova before 2025.2 did not write the ID
                .put("name", name)
                .put("vcpus", flavor.at("vcpus").number())
                .put("ram", flavor.at("memory").number())
                .put("disk", flavor.at("disk").number())
                .put("ephemeral", flavor.at("ephemeral").number())
                .put("swap", flavor.at("swap").number())
                .put(
                        "extra_specs",
                        Optional.of(named(extraSpecs.all("extraSpec"))).filter(specs -> extraSpecs.exists()));
    }

    private Optional<String> imageId() {
        return instance.all("root").stream()
                .filter(root -> root.attribute("type").equals(Optional.of("image")))
                .flatMap(root -> root.attribute("uuid").stream())
                .findFirst();
    }

    private static MetadataBuilder imageMetadata(XmlElement image) {
        return new MetadataBuilder()
                .putAll(named(image.at("properties").all("property")))
                .put("base_image_ref", image.attribute("uuid"))
                .put("container_format", image.at("containerFormat").text())
                .put("disk_format", image.at("diskFormat").text())
                .put("min_disk", image.at("minDisk").text())
                .put("min_ram", image.at("minRam").text());
    }

    /** Returns the text of each element, keyed by the value of the element's {@code name} attribute. */
    private static Map<String, Object> named(List<XmlElement> elements) {
        MetadataBuilder texts = new MetadataBuilder();
        for (XmlElement element : elements) {
            element.attribute("name")
                    .ifPresent(name -> texts.putValue(name, element.text().orElse("")));
        }
        return texts.asMap();
    }
}
