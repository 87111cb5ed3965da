package io.nephometer.discovery.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeviceMetadataTest {

    @Test
    void anEmptyDriveIsNotADevice() throws IOException {
        assertThat(devices("<disk device='cdrom'><target dev='hda'/></disk>")).isEmpty();
        assertThat(devices("<disk><backingStore><source file='x'/></backingStore><target dev='hda'/></disk>"))
                .isEmpty();
    }

    @Test
    void aSourceWithoutAMediumIsIgnored() throws IOException {
        assertThat(devices("""
            <disk type='file' device='cdrom'><source startupPolicy='optional'/><target dev='sdc'/></disk>
            <disk type='file' device='cdrom'><source file='' index='3'><seclabel model='dac' relabel='no'/></source><target dev='sdd'/></disk>
            <disk type='network' device='cdrom'><source><host name='h'/></source><target dev='sde'/></disk>
            """)).isEmpty();
    }

    @Test
    void aSourceIsWhateverNamesOne() throws IOException {
        assertThat(devices("""
            <disk type='file'><source file='x' startupPolicy='optional'/><target dev='a'/></disk>
            <disk type='block'><source dev='/dev/x'/><target dev='b'/></disk>
            <disk type='dir'><source dir='/x'/><target dev='c'/></disk>
            <disk type='network'><source protocol='nbd'><host name='h'/></source><target dev='d'/></disk>
            <disk type='volume'><source pool='p' volume='v'/><target dev='e'/></disk>
            <disk type='nvme'><source type='pci' namespace='1'><address domain='0x0000'/></source><target dev='f'/></disk>
            <disk type='vhostuser'><source type='unix' path='/x'/><target dev='g'/></disk>
            """)).containsOnlyKeys("a", "b", "c", "d", "e", "f", "g");
    }

    @Test
    void withoutATargetNameThereIsNoDevice() throws IOException {
        assertThat(devices("<disk><source file='x'/></disk><disk><source file='x'/><target bus='ide'/></disk>"))
                .isEmpty();
        assertThat(devices("<interface type='user'><mac address='fa:16:3e:00:00:02'/></interface>"))
                .isEmpty();
    }

    @Test
    void aMissingMacCostsOnlyThat() throws IOException {
        assertThat(devices("<interface><target dev='tap0'/></interface>"))
                .isEqualTo(Map.of("tap0", Map.of("vnic_name", "tap0")));
    }

    @Test
    void aDiskWithASourceOfAnyKindIsADevice() throws IOException {
        assertThat(devices("""
            <disk type='network'><source protocol='rbd' name='vms/x'/><target dev='vda'/></disk>
            <disk type='file' device='cdrom'><source file='x.iso'/><target dev='hda'/></disk>
            """))
                .isEqualTo(Map.of("vda", Map.of("disk_name", "vda"), "hda", Map.of("disk_name", "hda")));
    }

    @Test
    void anInterfaceHasWhatNeutronAndTheFilterSayOfIt() throws IOException {
        assertThat(devices("""
            <interface type='bridge'>
              <mac address='fa:16:3e:00:00:01'/>
              <source bridge='br-int'/>
              <virtualport type='openvswitch'><parameters interfaceid='f4d3c2b1-1111-4222-8333-444455556666'/></virtualport>
              <target dev='tap0'/>
              <filterref filter='nova-instance-00000001-001e8c6aa8d1'>
                <parameter name='IP' value='10.0.0.2'/>
                <parameter name='PROJNET' value='10.0.0.0'/>
                <parameter name='EMPTY'/>
              </filterref>
            </interface>
            """))
                .isEqualTo(Map.of(
                        "tap0",
                        Map.of(
                                "vnic_name", "tap0",
                                "mac", "fa:16:3e:00:00:01",
                                "bridge", "br-int",
                                "interfaceid", "f4d3c2b1-1111-4222-8333-444455556666",
                                "fref", "nova-instance-00000001-001e8c6aa8d1",
                                "parameters",
                                        Map.of(
                                                "ip", "10.0.0.2",
                                                "projnet", "10.0.0.0",
                                                "interfaceid", "f4d3c2b1-1111-4222-8333-444455556666",
                                                "bridge", "br-int"))));
    }

    @Test
    void anInterfaceIsOfThePortThatItIsNamedAfter() throws IOException {
        List<String> ports = List.of("aaaaaaaa-0000-4222-8333-444455556666", "f4d3c2b1-1111-4222-8333-444455556666");
        assertThat(DeviceMetadata.read(domain("<interface><target dev='tapf4d3c2b1-11'/></interface>"), ports))
                .isEqualTo(Map.of(
                        "tapf4d3c2b1-11",
                        Map.of(
                                "vnic_name", "tapf4d3c2b1-11",
                                "interfaceid", "f4d3c2b1-1111-4222-8333-444455556666")));
        assertThat(DeviceMetadata.read(domain("<interface><target dev='tapf4d'/></interface>"), ports))
                .isEqualTo(Map.of("tapf4d", Map.of("vnic_name", "tapf4d")));
    }

    private static Map<String, Map<String, Object>> devices(String elements) throws IOException {
        return DeviceMetadata.read(domain(elements), List.of());
    }

    private static XmlElement domain(String elements) throws IOException {
        return XmlElement.parse("<domain><devices>" + elements + "</devices></domain>");
    }
}
