package io.nephometer.pollster.net;

import static io.nephometer.testkit.Turns.declared;
import static io.nephometer.testkit.Turns.everything;
import static io.nephometer.testkit.Turns.table;
import static io.nephometer.testkit.Turns.wanting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeNetPollsterTest {

    @TempDir
    private Path root;

    private NodeNetPollster pollster;

    @BeforeEach
    void host() {
        pollster = new NodeNetPollster(root);
    }

    @Test
    void aHostWhoseInterfacesCannotBeListedFailsTheTurn() {
        assertThatThrownBy(() -> pollster.poll(everything(pollster))).isInstanceOf(IOException.class);
    }

    @Test
    void interfacesMadeBySoftwareAreLeftOut() throws IOException {
        for (String virtual : List.of("lo", "tap00001a", "veth0", "br-int", "bond0", "ifb0")) {
            nic(virtual, Map.of("statistics/rx_bytes", "1", "speed", "10000", "operstate", "up"));
        }
        assertThat(pollster.poll(everything(pollster))).isEmpty();
    }

    @Test
    void aVirtualFunctionIsLeftOut() throws IOException {
        nic("ens1f0v0", Map.of("statistics/rx_bytes", "1", "device/physfn/vendor", "0x8086"));
        assertThat(pollster.poll(everything(pollster))).isEmpty();
    }

    @Test
    void anUnknownSpeedYieldsNoSample() throws IOException {
        nic("eth0", Map.of("device/vendor", "0x1af4", "speed", "-1", "operstate", "up"));
        nic("eth1", Map.of("device/vendor", "0x1af4", "operstate", "up"));
        nic("eth2", Map.of("device/vendor", "0x1af4", "speed", "4294967295", "operstate", "up"));
        nic("eth3", Map.of("device/vendor", "0x1af4", "speed", "65535", "operstate", "up"));
        nic("eth4", Map.of("device/vendor", "0x1af4", "speed", "0", "operstate", "up"));
        assertThat(pollster.poll(everything(pollster))).isEmpty();
    }

    @Test
    void aLinkThatIsDownHasNoBandwidthThoughItsDriverKnowsASpeed() throws IOException {
        nic("eth0", Map.of("device/vendor", "0x1af4", "speed", "1000", "operstate", "down"));
        assertThat(pollster.poll(everything(pollster))).isEmpty();
    }

    @Test
    void aSpeedThatCannotBeReadCostsOnlyTheBandwidth() throws IOException {
        nic("eth0", Map.of("device/vendor", "0x1af4", "statistics/rx_bytes", "7"));
        Files.createDirectory(root.resolve("sys/class/net/eth0/speed")); // reading it fails
        assertThat(table(pollster.poll(everything(pollster))))
                .isEqualTo("compute.node.network.incoming.bytes  cumulative  B  compute-7-eth0  7\n");
    }

    @Test
    void aFileWithoutANumberCostsThatValueOnly() throws IOException {
        nic(
                "eth0",
                Map.of(
                        "device/vendor", "0x8086",
                        "statistics/rx_bytes", "99999999999999999999",
                        "statistics/tx_bytes", "18446744073709551615",
                        "speed", "unknown"));
        nic("eth1", Map.of("device/vendor", "0x8086", "statistics/rx_bytes", "", "statistics/tx_bytes", "7"));
        assertThat(table(pollster.poll(everything(pollster)))).isEqualTo("""
            compute.node.network.outgoing.bytes  cumulative  B  compute-7-eth0  18446744073709551615
            compute.node.network.outgoing.bytes  cumulative  B  compute-7-eth1  7
            """);
    }

    @Test
    void readsEachPhysicalInterfaceAndTheTwoOfABondOnceEach() throws IOException {
        for (String slave : List.of("ens2", "ens1")) {
            nic(
                    slave,
                    Map.of(
                            "device/vendor", "0x8086",
                            "master/mtu", "1500",
                            "statistics/rx_bytes", "18",
                            "statistics/tx_bytes", "9223372036854775807",
                            "speed", "25000",
                            "operstate", "up"));
        }
        assertThat(table(pollster.poll(everything(pollster)))).isEqualTo("""
            compute.node.network.incoming.bytes  cumulative  B       compute-7-ens1  18
            compute.node.network.outgoing.bytes  cumulative  B       compute-7-ens1  9223372036854775807
            compute.node.network.bandwidth       gauge       Mbit/s  compute-7-ens1  25000
            compute.node.network.incoming.bytes  cumulative  B       compute-7-ens2  18
            compute.node.network.outgoing.bytes  cumulative  B       compute-7-ens2  9223372036854775807
            compute.node.network.bandwidth       gauge       Mbit/s  compute-7-ens2  25000
            """);
    }

    @Test
    void samplesNameTheInterface() throws IOException {
        nic("eth0", Map.of("device/vendor", "0x8086", "statistics/rx_bytes", "18"));
        List<Sample> samples = pollster.poll(everything(pollster));
        assertThat(samples)
                .singleElement()
                .satisfies(sample -> assertThat(sample.resource().metadata()).containsEntry("nic", "eth0"));
    }

    @Test
    void nothingIsReadIfNoMeterIsWanted() throws IOException {
        assertThat(pollster.poll(wanting(Set.of("network.incoming.bytes"), List.of())))
                .isEmpty();
    }

    @Test
    void itNeedsNoInstance() {
        assertThat(pollster.discovery()).isEmpty();
    }

    @Test
    void declaresItsMeters() {
        assertThat(declared(pollster)).isEqualTo("""
            compute.node.network.bandwidth       gauge       Mbit/s
            compute.node.network.incoming.bytes  cumulative  B
            compute.node.network.outgoing.bytes  cumulative  B
            """);
    }

    private void nic(String name, Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = root.resolve("sys/class/net").resolve(name).resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue() + "\n");
        }
    }
}
