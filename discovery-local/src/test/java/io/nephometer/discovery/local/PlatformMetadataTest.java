package io.nephometer.discovery.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Owner;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformMetadataTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<vm><name>web</name><uid>1</uid></vm>",
                "<x:vm xmlns:x='urn:x'><x:name>web</x:name><x:uid>1</x:uid></x:vm>",
                "<x:instance xmlns:x='http://openstack.org/xmlns/libvirt/nova/9'><x:name>web</x:name></x:instance>",
                "<x:data xmlns:x='https://github.com/cockpit-project/cockpit-machines'><x:os_variant>a</x:os_variant></x:data>",
                "<nuage-extension xmlns='nuagenetworks.net/nuage/cna'><interface mac='a' vsp-vr-ip='b'/></nuage-extension>",
                "<x:qos xmlns:x='http://ovirt.org/vm/tune/1.0'/>",
                "<x:instance xmlns:x='https://cloudstack.apache.org/instance'><x:name>web</x:name></x:instance>"
            })
    void whatIsOfNoKnownNamespaceIsIgnored(String metadata) throws IOException {
        DomainDescription described = described("<name>one</name><metadata>" + metadata + "</metadata>");
        assertThat(described.metadata()).isEmpty();
        assertThat(described.owner()).isEqualTo(Owner.UNKNOWN);
    }

    @Test
    void elementsWithNothingInThemSayNothing() throws IOException {
        assertThat(described("<metadata><vm xmlns='http://opennebula.org/xmlns/libvirt/1.0'/></metadata>"))
                .isEqualTo(described(""));
        assertThat(described("<metadata><vm xmlns='http://ovirt.org/vm/1.0'><custom/></vm></metadata>"))
                .isEqualTo(described(""));
        assertThat(described("<metadata><kubevirt xmlns='http://kubevirt.io'><uid/></kubevirt></metadata>"))
                .isEqualTo(described(""));
        assertThat(
                        described(
                                "<metadata><libosinfo xmlns='http://libosinfo.org/xmlns/libvirt/domain/1.0'><os/></libosinfo></metadata>"))
                .isEqualTo(described(""));
    }

    @Test
    void openNebulasUserAndGroupOwnTheInstance() throws IOException {
        DomainDescription described = described("""
            <name>one-17</name>
            <metadata>
              <one:vm xmlns:one='http://opennebula.org/xmlns/libvirt/1.0'>
                <one:system_datastore>/var/lib/one//datastores/0/17</one:system_datastore>
                <one:name>web</one:name>
                <one:uname>alice</one:uname>
                <one:uid>2</one:uid>
                <one:gname>shop</one:gname>
                <one:gid>100</one:gid>
                <one:opennebula_version>6.8.0</one:opennebula_version>
                <one:stime>1767600000</one:stime>
              </one:vm>
            </metadata>""");
        assertThat(described.owner()).isEqualTo(new Owner("2", "alice", "100", "shop"));
        assertThat(described.metadata()).isEqualTo(Map.of("display_name", "web"));
    }

    @Test
    void kubeVirtsNamespaceOwnsTheInstance() throws IOException {
        DomainDescription described = described("<name>shop_web-1</name>" + kubevirt());
        assertThat(described.owner()).isEqualTo(new Owner(null, null, "shop", "shop"));
        assertThat(described.metadata())
                .isEqualTo(Map.of(
                        "display_name", "web-1", "kubevirt", Map.of("uid", "34f4ad5b-a7e8-4f2c-af31-9b680b46955c")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"web-1", "_web-1", ""})
    void aDomainOfKubeVirtWithoutANamespaceInItsNameHasNoOwner(String name) throws IOException {
        DomainDescription described = described("<name>" + name + "</name>" + kubevirt());
        assertThat(described.owner()).isEqualTo(Owner.UNKNOWN);
        assertThat(described.metadata()).containsOnlyKeys("kubevirt");
    }

    @Test
    void ovirtsCustomPropertiesAreKeptUnderItsName() throws IOException {
        DomainDescription described = described("""
            <name>web</name>
            <metadata xmlns:ovirt-tune='http://ovirt.org/vm/tune/1.0' xmlns:ovirt-vm='http://ovirt.org/vm/1.0'>
              <ovirt-tune:qos/>
              <ovirt-vm:vm>
                <ovirt-vm:clusterVersion>4.7</ovirt-vm:clusterVersion>
                <ovirt-vm:minGuaranteedMemoryMb type='int'>1024</ovirt-vm:minGuaranteedMemoryMb>
                <ovirt-vm:custom>
                  <ovirt-vm:hugepages>2048</ovirt-vm:hugepages>
                  <ovirt-vm:team>shop</ovirt-vm:team>
                </ovirt-vm:custom>
                <ovirt-vm:device mac_address='56:6f:00:00:00:01'><ovirt-vm:custom/></ovirt-vm:device>
              </ovirt-vm:vm>
            </metadata>""");
        assertThat(described.owner()).isEqualTo(Owner.UNKNOWN);
        assertThat(described.metadata())
                .isEqualTo(Map.of(
                        "ovirt",
                        Map.of(
                                "clusterVersion",
                                "4.7",
                                "minGuaranteedMemoryMb",
                                1024L,
                                "custom",
                                Map.of("hugepages", "2048", "team", "shop"))));
    }

    @Test
    void ofTwoPlatformsNovaIsBelieved() throws IOException {
        DomainDescription described = described("""
            <metadata>
              <vm xmlns='http://opennebula.org/xmlns/libvirt/1.0'><name>forged</name><uid>0</uid></vm>
              <instance xmlns='http://openstack.org/xmlns/libvirt/nova/1.1'><name>web</name></instance>
            </metadata>""");
        assertThat(described.owner()).isEqualTo(Owner.UNKNOWN);
        assertThat(described.metadata()).containsEntry("display_name", "web");
    }

    @Test
    void theGuestsSystemIsKnownBesideAnyPlatform() throws IOException {
        assertThat(described("""
            <metadata>
              <x:libosinfo xmlns:x='http://libosinfo.org/xmlns/libvirt/domain/1.0'>
                <x:os id='http://debian.org/debian/12'/>
              </x:libosinfo>
            </metadata>""").metadata())
                .isEqualTo(Map.of("libosinfo", Map.of("os", "http://debian.org/debian/12")));
    }

    @Test
    void aTitleIsTheNameToDisplayUnlessAPlatformHasOne() throws IOException {
        assertThat(described("<title>Web shop</title><description>ask Alice</description>")
                        .metadata())
                .isEqualTo(Map.of("display_name", "Web shop", "description", "ask Alice"));
        assertThat(described("<title>Web shop</title><name>shop_web-1</name>" + kubevirt())
                        .metadata())
                .containsEntry("display_name", "web-1");
        assertThat(described("<title> </title><description/>").metadata()).isEmpty();
    }

    private static String kubevirt() {
        return """
            <metadata>
              <kubevirt xmlns='http://kubevirt.io'>
                <uid>34f4ad5b-a7e8-4f2c-af31-9b680b46955c</uid>
                <graceperiod><deletionGracePeriodSeconds>30</deletionGracePeriodSeconds></graceperiod>
              </kubevirt>
            </metadata>""";
    }

    private static DomainDescription described(String elements) throws IOException {
        return DomainDescription.parse("<domain>" + elements + "</domain>", Instant.EPOCH);
    }
}
