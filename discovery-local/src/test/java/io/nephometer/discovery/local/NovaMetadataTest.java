package io.nephometer.discovery.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Owner;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NovaMetadataTest {

    @Test
    void aDomainThatIsNotNovasHasNone() throws IOException {
        assertThat(NovaMetadata.find(XmlElement.parse("<domain/>"))).isEmpty();
        assertThat(NovaMetadata.find(XmlElement.parse("<domain><metadata><instance/></metadata></domain>")))
                .isEmpty();
    }

    @Test
    void anEmptyElementHasOnlyAMissingImage() throws IOException {
        assertThat(nova("").metadata()).hasSize(1).containsEntry("image_ref", null);
        assertThat(nova("").owner()).isEqualTo(Owner.UNKNOWN);
        assertThat(nova("").ports()).isEmpty();
    }

    @Test
    void aMissingOwnerOrAMissingIdCostsOnlyItself() throws IOException {
        assertThat(nova("<n:name>web</n:name>").metadata()).containsEntry("display_name", "web");
        assertThat(nova("<n:owner><n:user>alice</n:user><n:project uuid='p1'/></n:owner>")
                        .owner())
                .isEqualTo(new Owner(null, "alice", "p1", null));
    }

    @Test
    void aFlavorWithoutANameOrANumberLacksOnlyThat() throws IOException {
        assertThat(nova("<n:flavor><n:memory>512</n:memory><n:disk>many</n:disk><n:vcpus/></n:flavor>")
                        .metadata())
                .containsEntry("flavor", Map.of("ram", 512L))
                .containsEntry("memory_mb", 512L)
                .doesNotContainKeys("instance_type", "disk_gb", "root_gb", "vcpus");
    }

    @Test
    void aFlavorWithoutAnIdIsKnownByItsName() throws IOException {
        assertThat(nova("<n:flavor name='m1.tiny'/>").metadata())
                .containsEntry("flavor", Map.of("id", "m1.tiny", "name", "m1.tiny"));
        assertThat(nova("<n:flavor name='m1.tiny' id=''/>").metadata())
                .containsEntry("flavor", Map.of("id", "m1.tiny", "name", "m1.tiny"));
    }

    @Test
    void noExtraSpecsAreNotTheSameAsEmptyOnes() throws IOException {
        assertThat(nova("<n:flavor name='f' id='1'><n:extraSpecs/></n:flavor>").metadata())
                .containsEntry("flavor", Map.of("id", "1", "name", "f", "extra_specs", Map.of()));
    }

    @Test
    void aRootThatIsNotAnImageIsIgnored() throws IOException {
        assertThat(nova("<n:root type='volume' uuid='v1'/>").metadata()).containsEntry("image_ref", null);
    }

    @Test
    void anImagesPropertyDoesNotHideWhatNovaSaysOfTheImage() throws IOException {
        assertThat(nova("""
            <n:image uuid='i1'><n:properties>
              <n:property name='base_image_ref'>forged</n:property>
              <n:property name='os_distro'>debian</n:property>
            </n:properties></n:image>""").metadata())
                .containsEntry("image_meta", Map.of("base_image_ref", "i1", "os_distro", "debian"));
    }

    @Test
    void theRootDiskIsNotMadeSmallerByTheEphemeralOne() throws IOException {
        assertThat(nova("<n:flavor name='f'><n:disk>20</n:disk><n:ephemeral>10</n:ephemeral></n:flavor>")
                        .metadata())
                .containsEntry("disk_gb", 20L)
                .containsEntry("ephemeral_gb", 10L)
                .containsEntry("root_gb", 20L);
    }

    @Test
    void theNewerOfTwoNamespacesIsTaken() throws IOException {
        String both = """
            <domain><metadata>
              <n:instance xmlns:n='http://openstack.org/xmlns/libvirt/nova/1.0'><n:name>old</n:name></n:instance>
              <n:instance xmlns:n='http://openstack.org/xmlns/libvirt/nova/1.1'><n:name>new</n:name></n:instance>
            </metadata></domain>""";
        assertThat(NovaMetadata.find(XmlElement.parse(both)).orElseThrow().metadata())
                .containsEntry("display_name", "new");
        assertThat(NovaMetadata.find(XmlElement.parse(both.replace("1.1", "2.0")))
                        .orElseThrow()
                        .metadata())
                .containsEntry("display_name", "old");
    }

    private static NovaMetadata nova(String elements) throws IOException {
        return NovaMetadata.find(XmlElement.parse("""
            <domain><metadata><n:instance xmlns:n='http://openstack.org/xmlns/libvirt/nova/1.1'>%s</n:instance></metadata></domain>
            """.formatted(elements))).orElseThrow();
    }
}
