package io.nephometer.discovery.local;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The disks and interfaces of a domain that can be metered. */
final class DeviceMetadata {

    /** {@code tapf4d3c2b1-11}: what Neutron's agents call the interface of a port, after the first part of its id. */
    private static final int PORT_NAME = 14;

    private static final int PORT_PREFIX = 3;

    /** What the source of an empty drive can have, too; any other attribute says where its medium is. */
    private static final Set<String> UNNAMED = Set.of("startupPolicy", "index");

    private DeviceMetadata() {}

    /**
     * By target name, with what is known of each.
     *
     * @param ports ids of the instance's Neutron ports, where they are known
     */
    static Map<String, Map<String, Object>> of(XmlElement domain, List<String> ports) {
        Map<String, Map<String, Object>> devices = new LinkedHashMap<>();
        for (XmlElement disk : domain.at("devices").all("disk")) {
            if (disk.at("source").attributes().stream().anyMatch(name -> !UNNAMED.contains(name))) {
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

    /** The port that the interface is named after. */
    private static Optional<String> port(String name, List<String> ports) {
        return ports.stream()
                .filter(port -> name.length() == PORT_NAME && port.startsWith(name.substring(PORT_PREFIX)))
                .findFirst();
    }
}
