package io.nephometer.discovery.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Owner;
import io.nephometer.api.Resource;
import io.nephometer.hypervisor.Domain;
import io.nephometer.testkit.Turns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscoveredInstanceTest {

    @ParameterizedTest
    @CsvSource({
        "0, building, pending",
        "1, active, running",
        "2, active, running",
        "3, paused, paused",
        "4, stopped, shutdown",
        "5, stopped, shutdown",
        "6, error, crashed",
        "7, suspended, suspended",
        "8, ,",
        "-1, ,"
    })
    void statesHaveCeilometersWordsWhereItHasOne(int state, String status, String word) {
        Map<String, Object> metadata = DiscoveredInstance.of(
                        new Domain("u1", "one", 1, state), DomainDescription.EMPTY, Turns.HOST, 1)
                .resource()
                .metadata();
        assertThat(metadata.get("status")).isEqualTo(status);
        assertThat(metadata.get("state")).isEqualTo(word);
        assertThat(metadata).hasSize(status == null ? 4 : 6);
    }

    @Test
    void aDomainThatIsNotNovasHasWhatLibvirtKnows() throws IOException {
        Resource instance = instance("test", 1, """
            <domain type='test' id='1'>
              <name>test</name>
              <memory unit='KiB'>8388608</memory>
              <vcpu placement='static' current='1'>2</vcpu>
              <os><type arch='i686'>hvm</type></os>
            </domain>""");
        assertThat(instance.owner()).isEqualTo(Owner.UNKNOWN);
        assertThat(text(instance)).isEqualTo("""
            u1 incarnation 1
            Owner[userId=null, userName=null, projectId=null, projectName=null]
            display_name = test
            name = test
            instance_id = u1
            vcpus = 1
            memory_mb = 8192
            architecture = i686
            os_type = hvm
            host = compute-7
            status = active
            state = running
            """);
    }

    @Test
    void aRealGuestHasWhatNovaWroteOfItAndItsDevices() throws IOException {
        assertThat(text(instance("instance-00000001", 1, recorded("nova-1.1.xml"))))
                .isEqualTo("""
            u1 incarnation 1
            Owner[userId=def34208756658978bf5bd3635d6395b, userName=alice, projectId=f77c6f75015a54e48fc82a6afa40a965, projectName=shop]
            display_name = web-00000001
            name = instance-00000001
            instance_id = u1
            vcpus = 2
            memory_mb = 2
            instance_type = m1.tiny
            flavor = {id=8e70ca6a-48ea-54c3-895b-008c65caabbb, name=m1.tiny, vcpus=2, ram=2, disk=1, ephemeral=1, swap=0}
            image_ref = 28935580-a9bb-58cc-8bcd-ea62e7dfdcf7
            disk_gb = 1
            ephemeral_gb = 1
            root_gb = 1
            architecture = x86_64
            os_type = hvm
            host = compute-7
            status = active
            state = running
            vda: {disk_name=vda}
            vdb: {disk_name=vdb}
            tap00001a: {mac=fa:16:3e:00:00:10, vnic_name=tap00001a}
            """);
    }

    @Test
    void anInstanceOfNewerNovaHasItsImageAndExtraSpecsToo() throws IOException {
        assertThat(text(instance("instance-00000011", 3, recorded("nova-2025.2.xml"))))
                .isEqualTo("""
            u1 incarnation 3
            Owner[userId=5b0d8f0a4f4e4a5f9d0c1b2a39485766, userName=alice, projectId=9f8e7d6c5b4a39281706f5e4d3c2b1a0, projectName=shop]
            display_name = web-17
            name = instance-00000011
            instance_id = u1
            vcpus = 2
            memory_mb = 2048
            instance_type = gp.small
            flavor = {id=0c1f2d3e-4b5a-4697-8877-665544332211, name=gp.small, vcpus=2, ram=2048, disk=20, ephemeral=10, swap=0, extra_specs={hw_rng:allowed=true}}
            image_ref = 7d2b6c1e-0f3a-4c58-9b1d-2a3b4c5d6e7f
            image_meta = {os_distro=ubuntu, base_image_ref=7d2b6c1e-0f3a-4c58-9b1d-2a3b4c5d6e7f, container_format=bare, disk_format=qcow2, min_disk=1, min_ram=0}
            disk_gb = 20
            ephemeral_gb = 10
            root_gb = 20
            architecture = x86_64
            os_type = hvm
            host = compute-7
            status = active
            state = running
            vda: {disk_name=vda}
            vdb: {disk_name=vdb}
            tap00001a: {mac=fa:16:3e:00:00:01, vnic_name=tap00001a}
            """);
    }

    @Test
    void anInstanceOfCloudStackHasWhatItsOfferingAndItsAccountSay() throws IOException {
        assertThat(text(instance("i-4-17-VM", 5, recorded("cloudstack-4.22.xml"))))
                .isEqualTo("""
            u1 incarnation 5
            Owner[userId=1f0e2d3c-0005-4a5b-8c6d-7e8f90a1b2c3, userName=alice, projectId=1f0e2d3c-0005-4a5b-8c6d-7e8f90a1b2c3, projectName=alice]
            display_name = Web shop 17
            name = i-4-17-VM
            instance_id = u1
            description = Debian GNU/Linux 12 (64-bit)
            vcpus = 2
            memory_mb = 2048
            instance_type = Medium Instance
            cloudstack = {domain_id=1f0e2d3c-0004-4a5b-8c6d-7e8f90a1b2c3, domain=sales, zone=zone-1, pod=pod-2, cluster=cluster-3}
            architecture = x86_64
            os_type = hvm
            user_metadata = {cost_center=4711}
            host = compute-7
            status = active
            state = running
            vda: {disk_name=vda}
            vnet7: {bridge=breth1-120, mac=02:01:00:cc:00:04, parameters={bridge=breth1-120}, vnic_name=vnet7}
            """);
    }

    @Test
    void aTagThatIsCalledLikeSomethingOfTheInstanceIsLeftOut() throws IOException {
        Resource plain = instance("i-4-17-VM", 5, recorded("cloudstack-4.22.xml"));
        for (String key : plain.metadata().keySet()) {
            assertThat(instance("i-4-17-VM", 5, recorded("cloudstack-4.22.xml").replace("cost.center", key))
                            .metadata())
                    .as(key)
                    .matches(metadata -> key.equals("user_metadata") == metadata.containsKey("user_metadata"));
        }
    }

    @Test
    void anInstanceOfOlderNovaHasTheSame() throws IOException {
        String newer = recorded("nova-1.1.xml");
        String older = newer.replace("libvirt/nova/1.1", "libvirt/nova/1.0");
        assertThat(older).isNotEqualTo(newer);
        assertThat(instance("one", 1, older)).isEqualTo(instance("one", 1, newer));
    }

    private static Resource instance(String name, int id, String xml) throws IOException {
        return DiscoveredInstance.of(
                        new Domain("u1", name, id, 1), DomainDescription.parse(xml, Instant.EPOCH), Turns.HOST, id)
                .resource();
    }

    private static String recorded(String resource) throws IOException {
        return Files.readString(Path.of("src/test/resources/io/nephometer/discovery/local/" + resource));
    }

    private static String text(Resource resource) {
        StringBuilder text = new StringBuilder();
        text.append("%s incarnation %d%n%s%n".formatted(resource.id(), resource.incarnation(), resource.owner()));
        resource.metadata().forEach((name, value) -> text.append("%s = %s%n".formatted(name, value)));
        resource.devices().forEach((name, value) -> text.append("%s: %s%n".formatted(name, new TreeMap<>(value))));
        return text.toString();
    }
}
