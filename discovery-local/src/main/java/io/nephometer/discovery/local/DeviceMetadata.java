package io.nephometer.discovery.local;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the meterable disks and interfaces of a domain and reads their metadata. */
final class DeviceMetadata {

    /**
     * The length of interface names such as {@code tapf4d3c2b1-11}. Neutron agents derive the name of an interface from
     * the first characters of the port ID.
     */
    private static final int PORT_NAME_LENGTH = 14;

    private static final int PORT_PREFIX_LENGTH = 3;

    /**
     * The attributes that may be present on the source of an empty drive. Any other attribute indicates that the drive
     * contains a medium.
     */
    private static final Set<String> WITHOUT_MEDIUM = Set.of("startupPolicy", "index");

    private DeviceMetadata() {}

    /**
     * Returns the metadata of each disk and interface, keyed by the device's target name.
     *
     * @param ports the IDs of the instance's Neutron ports, or an empty list if the IDs are unknown
     */
    static Map<String, Map<String, Object>> read(XmlElement domain, List<String> ports) {
        Map<String, Map<String, Object>> devices = new LinkedHashMap<>();
        for (XmlElement disk : domain.at("devices").all("disk")) {
            if (disk.at("source").attributes().stream().anyMatch(name -> !WITHOUT_MEDIUM.contains(name))) {
                target(disk).ifPresent(name -> devices.put(name, Map.of("disk_name", name)));
            }
        }
        for (XmlElement nic : domain.at("devices").all("interface")) {
            target(nic).ifPresent(name -> devices.put(name, nic(nic, name, ports)));
        }
        return devices;
    }

    private static Optional<String> target(XmlElement device) {
        return device.at("target").attribute("dev");
    }

    private static Map<String, Object> nic(XmlElement nic, String name, List<String> ports) {
        Optional<String> bridge = nic.at("source").attribute("bridge");
        Optional<String> interfaceId = nic.at("virtualport", "parameters").attribute("interfaceid");
        MetadataBuilder parameters = new MetadataBuilder();
        for (XmlElement parameter : nic.at("filterref").all("parameter")) {
            parameter
                    .attribute("name")
                    .ifPresent(key -> parameters.put(key.toLowerCase(Locale.ROOT), parameter.attribute("value")));
        }
        return new MetadataBuilder()
                .putValue("vnic_name", name)
                .put("mac", nic.at("mac").attribute("address"))
                .put("bridge", bridge)
                .put("interfaceid", interfaceId.or(() -> port(name, ports)))
                .put("fref", nic.at("filterref").attribute("filter"))
                .put("parameters", parameters.put("interfaceid", interfaceId).put("bridge", bridge))
                .asMap();
    }

    /** Returns the ID of the Neutron port that an interface is named after. */
    private static Optional<String> port(String name, List<String> ports) {
        return ports.stream()
                .filter(port ->
                        name.length() == PORT_NAME_LENGTH && port.startsWith(name.substring(PORT_PREFIX_LENGTH)))
                .findFirst();
    }
}
