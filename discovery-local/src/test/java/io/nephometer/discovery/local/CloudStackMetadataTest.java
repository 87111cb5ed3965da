package io.nephometer.discovery.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Owner;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CloudStackMetadataTest {

    @Test
    void anEmptyElementSaysNothing() throws IOException {
        assertThat(cloudStack("")).isEqualTo(DomainDescription.parse("<domain/>", Instant.EPOCH));
        assertThat(cloudStack("""
            <c:zone uuid=''/><c:display_name/><c:service_offering><c:host_tags/></c:service_offering>
            <c:owner><c:account uuid=''/><c:project uuid=''/></c:owner><c:resource_tags/>""")).isEqualTo(DomainDescription.parse("<domain/>", Instant.EPOCH));
    }

    /** The virtual machines that CloudStack runs for itself have such metadata. */
    @Test
    void whatCloudStackCallsUnknownIsNotThere() throws IOException {
        DomainDescription described = cloudStack("""
            <c:zone uuid='unknown'>unknown</c:zone>
            <c:pod uuid='unknown'>unknown</c:pod>
            <c:cluster uuid='unknown'>unknown</c:cluster>
            <c:name>unknown</c:name>
            <c:internal_name>unknown</c:internal_name>
            <c:display_name>unknown</c:display_name>
            <c:uuid>unknown</c:uuid>
            <c:service_offering>
              <c:name>System Offering For Software Router</c:name><c:cpu>-1</c:cpu><c:memory>-1</c:memory><c:host_tags/>
            </c:service_offering>
            <c:created_at>1970-01-01T00:00:00</c:created_at>
            <c:owner>
              <c:domain uuid='unknown'>unknown</c:domain>
              <c:account uuid='unknown'>unknown</c:account>
              <c:project uuid=''/>
            </c:owner>
            <c:resource_tags/>""");
        assertThat(described.owner()).isEqualTo(Owner.UNKNOWN);
        assertThat(described.metadata()).isEqualTo(Map.of("instance_type", "System Offering For Software Router"));
    }

    @Test
    void anAccountIsTheUserAndPaysForItself() throws IOException {
        assertThat(cloudStack("<c:owner><c:account uuid='a1'>alice</c:account><c:project uuid=''/></c:owner>")
                        .owner())
                .isEqualTo(new Owner("a1", "alice", "a1", "alice"));
    }

    @Test
    void aProjectPaysForWhatItsAccountHas() throws IOException {
        assertThat(cloudStack("""
            <c:owner>
              <c:account uuid='a2'>PrjAcct-shop-1</c:account><c:project uuid='p1'>shop</c:project>
            </c:owner>""").owner()).isEqualTo(new Owner("a2", "PrjAcct-shop-1", "p1", "shop"));
    }

    @Test
    void aMissingNameOrAMissingIdCostsOnlyItself() throws IOException {
        assertThat(cloudStack("<c:owner><c:account>alice</c:account><c:project uuid='p1'/></c:owner>")
                        .owner())
                .isEqualTo(new Owner(null, "alice", "p1", null));
        assertThat(cloudStack("<c:service_offering><c:memory>512</c:memory></c:service_offering>")
                        .metadata())
                .isEqualTo(Map.of("memory_mb", 512L));
        assertThat(cloudStack("<c:owner><c:domain>sales</c:domain></c:owner><c:pod>pod-2</c:pod>")
                        .metadata())
                .isEqualTo(Map.of("cloudstack", Map.of("domain", "sales", "pod", "pod-2")));
    }

    @Test
    void theOfferingsSizesAreBelievedBeforeLibvirts() throws IOException {
        String sizes = "<vcpu current='2'>8</vcpu><memory unit='KiB'>67108864</memory>";
        String offering = "<c:service_offering><c:cpu>2</c:cpu><c:memory>2048</c:memory></c:service_offering>";
        assertThat(cloudStack(offering, sizes).metadata()).isEqualTo(Map.of("vcpus", 2L, "memory_mb", 2048L));
    }

    @Test
    void anInstanceWithoutANameToDisplayIsCalledByItsHostName() throws IOException {
        assertThat(cloudStack("<c:name>web-17</c:name><c:display_name>unknown</c:display_name>", "<title>other</title>")
                        .metadata())
                .isEqualTo(Map.of("display_name", "web-17"));
    }

    @Test
    void ofItsTagsOnlyThoseForMeteringAreTaken() throws IOException {
        DomainDescription described = cloudStack("""
            <c:resource_tags>
              <c:resource_tag key='city'>Toronto</c:resource_tag>
              <c:resource_tag key='metering.team'>shop</c:resource_tag>
              <c:resource_tag key='metering.empty'/>
              <c:resource_tag>lost</c:resource_tag>
            </c:resource_tags>""");
        assertThat(described.metadata()).isEqualTo(Map.of("user_metadata", Map.of("team", "shop", "empty", "")));
    }

    private static DomainDescription cloudStack(String elements) throws IOException {
        return cloudStack(elements, "");
    }

    private static DomainDescription cloudStack(String elements, String beside) throws IOException {
        return DomainDescription.parse("""
            <domain>%s<metadata>
              <c:instance xmlns:c='http://cloudstack.apache.org/instance'>%s</c:instance>
            </metadata></domain>""".formatted(beside, elements), Instant.EPOCH);
    }
}
