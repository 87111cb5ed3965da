package io.nephometer.hypervisor.libvirt.call;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The target names of a domain's disks and interfaces, in the order in which the devices appear in the domain's XML.
 * The name of a device without a target is empty.
 *
 * @param byAlias the target names, keyed by the aliases that identify devices in libvirt's events
 */
public record DeviceNames(List<String> disks, List<String> interfaces, Map<String, String> byAlias) {

    private static final int MAX_LENGTH = 1 << 20;
    private static final List<String> DISK = List.of("domain", "devices", "disk");
    private static final List<String> INTERFACE = List.of("domain", "devices", "interface");

    public DeviceNames {
        disks = List.copyOf(disks);
        interfaces = List.copyOf(interfaces);
        byAlias = Map.copyOf(byAlias);
    }

    /**
     * Parses the XML of a domain. Because tenants write parts of the XML, document type declarations and external
     * entities are not supported, and overlong XML is rejected.
     */
    public static DeviceNames parse(String xml) throws XMLStreamException {
        if (xml.length() > MAX_LENGTH) {
            throw new XMLStreamException("more than " + MAX_LENGTH + " characters");
        }
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml));
        try {
            return parse(reader);
        } finally {
            reader.close();
        }
    }

    private static DeviceNames parse(XMLStreamReader reader) throws XMLStreamException {
        List<String> disks = new ArrayList<>();
        List<String> interfaces = new ArrayList<>();
        Map<String, String> byAlias = new HashMap<>();
        List<String> path = new ArrayList<>();
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                path.add(reader.getLocalName());
                begin(path, DISK, disks, byAlias, reader);
                begin(path, INTERFACE, interfaces, byAlias, reader);
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                path.remove(path.size() - 1);
            }
        }
        return new DeviceNames(disks, interfaces, byAlias);
    }

    /**
     * Handles the start of an element that describes a device, its target or its alias. This method relies on libvirt
     * writing a device's target before its alias.
     */
    private static void begin(
            List<String> path,
            List<String> device,
            List<String> names,
            Map<String, String> byAlias,
            XMLStreamReader reader) {
        if (path.equals(device)) {
            names.add("");
        } else if (path.size() == device.size() + 1
                && path.subList(0, device.size()).equals(device)) {
            String name = reader.getAttributeValue(null, "dev");
            if (name != null && reader.getLocalName().equals("target")) {
                names.set(names.size() - 1, name);
            }
            String alias = reader.getAttributeValue(null, "name");
            if (alias != null && reader.getLocalName().equals("alias")) {
                byAlias.put(alias, names.get(names.size() - 1));
            }
        }
    }
}
