package io.nephometer.hypervisor.libvirt.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.Test;

class DeviceNamesTest {

    @Test
    void anEntityIsNotExpanded() {
        assertThatThrownBy(() -> DeviceNames.parse("""
                <!DOCTYPE domain [<!ENTITY x SYSTEM "file:///etc/passwd">]>
                <domain><name>&x;</name></domain>
                """)).isInstanceOf(XMLStreamException.class);
    }

    @Test
    void endlessXmlIsRefused() {
        assertThatThrownBy(() -> DeviceNames.parse("<domain>" + " ".repeat(1 << 20) + "</domain>"))
                .isInstanceOf(XMLStreamException.class);
    }

    @Test
    void brokenXmlIsRefused() {
        assertThatThrownBy(() -> DeviceNames.parse("<domain>")).isInstanceOf(XMLStreamException.class);
    }

    @Test
    void devicesInTheTenantsMetadataAreNone() throws XMLStreamException {
        assertThat(DeviceNames.parse("""
                <domain><metadata><domain><devices><disk><target dev='vda'/></disk></devices></domain></metadata></domain>
                """).disks()).isEmpty();
    }

    @Test
    void aDeviceWithoutTargetKeepsItsPlace() throws XMLStreamException {
        assertThat(DeviceNames.parse("""
                <domain><devices>
                  <interface><target dev='tap0'/></interface>
                  <interface><source dev='eth0'/></interface>
                  <interface><target dev='tap2'/></interface>
                </devices></domain>
                """).interfaces()).containsExactly("tap0", "", "tap2");
    }

    @Test
    void disksAndInterfacesAreNamedByTheirTargets() throws XMLStreamException {
        assertThat(DeviceNames.parse("""
                <domain><devices>
                  <disk><source file='/a'/><backingStore><source file='/b'/></backingStore><target dev='vda'/></disk>
                  <disk><target dev='hdc' bus='ide'/></disk>
                  <interface><source bridge='br0'/><target dev='tap0'/></interface>
                  <console><target dev='no'/></console>
                </devices></domain>
                """)).isEqualTo(new DeviceNames(List.of("vda", "hdc"), List.of("tap0"), Map.of()));
    }

    @Test
    void whatHasAnAliasIsFoundByIt() throws XMLStreamException {
        assertThat(DeviceNames.parse("""
                <domain><devices>
                  <disk><target dev='vda'/><alias name='virtio-disk0'/></disk>
                  <interface><target dev='tap0'/><alias name='net0'/></interface>
                  <interface><alias name='net1'/></interface>
                  <console><target dev='no'/><alias name='serial0'/></console>
                </devices></domain>
                """).byAlias())
                .isEqualTo(Map.of("virtio-disk0", "vda", "net0", "tap0", "net1", ""));
    }
}
