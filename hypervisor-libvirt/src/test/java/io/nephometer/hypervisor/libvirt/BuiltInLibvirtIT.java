package io.nephometer.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against libvirt's built-in test driver: no daemon, one domain, invented values, and a bulk call that returns the state only. */
class BuiltInLibvirtIT {

    private static final String UUID = "6695eb01-f6a4-8304-79aa-97f2502e193f";

    private final LibvirtHypervisor hypervisor =
            new LibvirtHypervisor(LibvirtSettings.of("test:///default", "10"), Moment::now);

    @AfterEach
    void close() {
        hypervisor.close();
    }

    @Test
    void aMissingDomainHasNoXml() throws IOException {
        assertThat(hypervisor.xml(new Domain("00000000-0000-0000-0000-000000000001", "gone", 1, 1)))
                .isEmpty();
    }

    @Test
    void withoutGroupsThereAreNoStatistics() throws IOException {
        assertThat(hypervisor.stats(Set.of())).isEmpty();
    }

    @Test
    void theDomainIsListedAndDescribed() throws IOException {
        assertThat(hypervisor.domains()).containsExactly(new Domain(UUID, "test", 1, 1));
        assertThat(hypervisor.xml(hypervisor.domains().get(0)).orElseThrow())
                .startsWith("<domain type='test' id='1'>")
                .contains(UUID);
    }

    @Test
    void theStatusReportsWhetherItIsConnected() throws IOException {
        assertThat(hypervisor.status()).isEqualTo("not connected: no call was made yet");
        hypervisor.domains();
        assertThat(hypervisor.status()).matches("test:///default connected, libvirt \\d+\\.\\d+\\.\\d+, driver TEST");
    }

    @Test
    void theBulkCallReturnsTheState() throws IOException {
        assertThat(read(Group.STATE).number("state.state")).isEqualTo(1L);
        assertThat(read(Group.STATE).number("cpu.time")).isNull();
    }

    @Test
    void everyOtherGroupIsReadDomainByDomain() throws IOException {
        assertNumbers(read(Group.CPU), "cpu.time", "cpu.user", "cpu.system");
        assertNumbers(
                read(Group.BALLOON),
                "balloon.current",
                "balloon.maximum",
                "balloon.available",
                "balloon.unused",
                "balloon.usable",
                "balloon.rss",
                "balloon.swap_in",
                "balloon.swap_out",
                "balloon.major_fault",
                "balloon.minor_fault",
                "balloon.disk_caches",
                "balloon.last-update");
        assertNumbers(read(Group.VCPU), "vcpu.current", "vcpu.maximum");
        assertThat(read(Group.VCPU).each("vcpu")).hasSize(2).allSatisfy(vcpu -> assertNumbers(vcpu, "time", "state"));
        assertThat(read(Group.PERF)).isNotNull();
    }

    @Test
    void devicesAreReadUnderTheirTargetNames() throws IOException {
        Stats disk = read(Group.BLOCK).each("block").get(0);
        assertThat(disk.text("name")).contains("vda");
        assertNumbers(disk, "rd.reqs", "rd.bytes", "wr.reqs", "wr.bytes", "allocation", "capacity", "physical");
        Stats net = read(Group.INTERFACE).each("net").get(0);
        assertThat(net.text("name")).contains("testnet0");
        assertNumbers(net, "rx.bytes", "rx.pkts", "rx.errs", "rx.drop", "tx.bytes", "tx.pkts", "tx.errs", "tx.drop");
    }

    @Test
    void onlyRequestedGroupsAreRead() throws IOException {
        Stats stats = read(Group.CPU);
        assertThat(stats.number("state.state")).isNull();
        assertThat(stats.number("balloon.current")).isNull();
        assertThat(List.of(stats.each("block"), stats.each("net"), stats.each("vcpu")))
                .allMatch(List::isEmpty);
    }

    @Test
    void groupsCanBeReadTogether() throws IOException {
        Stats all = hypervisor.stats(EnumSet.allOf(Group.class)).get(UUID);
        assertNumbers(all, "state.state", "cpu.time", "balloon.current", "vcpu.current", "block.count", "net.count");
    }

    private Stats read(Group group) throws IOException {
        return hypervisor.stats(Set.of(group)).get(UUID);
    }

    private static void assertNumbers(Stats stats, String... names) {
        assertThat(names).allSatisfy(name -> assertThat(stats.number(name)).isNotNull());
    }
}
