package io.nephometer.hypervisor.libvirt;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The target names of a domain's disks and interfaces in the order of its XML; empty where a device has none. */
record DeviceNames(List<String> disks, List<String> interfaces) {

    private static final int LONGEST = 1 << 20;
    private static final List<String> DISK = List.of("domain", "devices", "disk");
    private static final List<String> INTERFACE = List.of("domain", "devices", "interface");

    DeviceNames {
        disks = List.copyOf(disks);
        interfaces = List.copyOf(interfaces);
    }

    /** The XML is partly the tenant's: no document type, no entities, no endless text. */
    static DeviceNames of(String xml) throws XMLStreamException {
        if (xml.length() > LONGEST) {
            throw new XMLStreamException("more than " + LONGEST + " characters");
        }
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml));
        try {
            return of(reader);
        } finally {
            reader.close();
        }
    }

    private static DeviceNames of(XMLStreamReader reader) throws XMLStreamException {
        List<String> disks = new ArrayList<>();
        List<String> interfaces = new ArrayList<>();
        List<String> path = new ArrayList<>();
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                path.add(reader.getLocalName());
                begin(path, DISK, disks, reader);
                begin(path, INTERFACE, interfaces, reader);
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                path.remove(path.size() - 1);
            }
        }
        return new DeviceNames(disks, interfaces);
    }

    private static void begin(List<String> path, List<String> device, List<String> names, XMLStreamReader reader) {
        if (path.equals(device)) {
            names.add("");
        } else if (path.size() == device.size() + 1
                && path.subList(0, device.size()).equals(device)) {
            String name = reader.getAttributeValue(null, "dev");
            if (name != null && reader.getLocalName().equals("target")) {
                names.set(names.size() - 1, name);
            }
        }
    }
}
