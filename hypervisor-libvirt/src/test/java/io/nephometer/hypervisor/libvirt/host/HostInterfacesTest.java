package io.nephometer.hypervisor.libvirt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostInterfacesTest {

    private static final String UUID = "00000000-0000-0000-0000-00000000000a";
    private static final List<Domain> RUNNING = List.of(new Domain(UUID, "a", 1, 1));
    private static final Set<Group> GROUPS = Set.of(Group.INTERFACE);

    private static final Stats PROVING = libvirt("tap0", 20, 2, 0, 0, 10, 1, 0, 0);

    @TempDir
    Path directory;

    private final Map<String, Integer> numbers = new HashMap<>(Map.of("tap0", 7));
    private long change;
    private Path classes;
    private Path dev;
    private HostInterfaces interfaces;

    @BeforeEach
    void make() throws IOException {
        Path proc = directory.resolve("proc");
        classes = Files.createDirectory(directory.resolve("classes"));
        dev = Files.createDirectories(proc.resolve("net")).resolve("dev");
        Path process = new QemuFiles(proc, 42, UUID).process();
        Files.createSymbolicLink(process.resolve("net"), proc.resolve("net"));
        interfaces = new HostInterfaces(
                proc, classes, link -> numbers.getOrDefault(link, 0), uuid -> change, () -> Instant.EPOCH);
        host("tap0", 10, 1, 0, 0, 20, 2, 0, 0);
    }

    /** The kernel's file, with one link. */
    private void host(String link, long... c) throws IOException {
        Files.writeString(
                dev,
                "%s: %s %s %s %s 0 0 0 0 %s %s %s %s 0 0 0 0%n"
                        .formatted(link, Long.toUnsignedString(c[0]), c[1], c[2], c[3], c[4], c[5], c[6], c[7]));
    }

    private static Stats libvirt(String link, long... counters) {
        Stats.Builder stats = Stats.builder().put("net", 0, "name", link);
        String[] names = {"rx.bytes", "rx.pkts", "rx.errs", "rx.drop", "tx.bytes", "tx.pkts", "tx.errs", "tx.drop"};
        for (int i = 0; i < names.length; i++) {
            stats.put("net", 0, names[i], counters[i]);
        }
        return stats.build(Moment.now());
    }

    private boolean isProvenBy(Stats told) throws IOException {
        interfaces.prove(RUNNING, GROUPS, asked -> Map.of(UUID, told));
        return !interfaces.read(RUNNING).isEmpty();
    }

    @Test
    void figuresThatDifferProveNothing() throws IOException {
        assertThat(isProvenBy(libvirt("tap0", 21, 2, 0, 0, 10, 1, 0, 0))).isFalse();
        assertThat(isProvenBy(libvirt("tap1", 20, 2, 0, 0, 10, 1, 0, 0))).isFalse();
        assertThat(interfaces.isWorthAProof(RUNNING)).as("the same again").isFalse();
    }

    @Test
    void theHostsOwnDirectionIsNoProof() throws IOException {
        assertThat(isProvenBy(libvirt("tap0", 10, 1, 0, 0, 20, 2, 0, 0))).isFalse();
    }

    @Test
    void anIdleInterfaceIsProvenOnlyIfItIsATap() throws IOException {
        host("tap0", 0, 0, 0, 0, 0, 0, 0, 0);
        Stats idle = libvirt("tap0", 0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(isProvenBy(idle)).isFalse();
        Files.createDirectory(classes.resolve("tap0"));
        Files.createFile(classes.resolve("tap0/tun_flags"));
        Files.writeString(classes.resolve("tap0/ifindex"), "8\n");
        assertThat(isProvenBy(idle)).as("a tap of another network").isFalse();
        Files.writeString(classes.resolve("tap0/ifindex"), "7\n");
        assertThat(isProvenBy(idle)).isTrue();
    }

    @Test
    void equalFiguresOfALinkInAnotherNetworkNamespaceProveNothing() throws IOException {
        Path process = directory.resolve("proc/42");
        Files.delete(process.resolve("net"));
        assertThat(isProvenBy(PROVING)).as("its network is not to be seen").isFalse();
        Files.createDirectory(process.resolve("net"));
        Files.copy(dev, process.resolve("net/dev"));
        assertThat(isProvenBy(PROVING)).as("a twin").isFalse();
    }

    @Test
    void aTapThatIsMadeAgainUnderItsNameEndsTheProof() throws IOException {
        assertThat(isProvenBy(PROVING)).isTrue();
        numbers.put("tap0", 9);
        host("tap0", 100, 10, 0, 0, 200, 20, 0, 0);
        assertThat(interfaces.read(RUNNING)).isEmpty();
        assertThat(interfaces.isWorthAProof(RUNNING)).isTrue();
    }

    @Test
    void aDeviceThatCameOrWentEndsTheProof() throws IOException {
        assertThat(isProvenBy(PROVING)).isTrue();
        change++;
        assertThat(interfaces.read(RUNNING)).isEmpty();
    }

    @Test
    void whatIsReadIsOfTheLifeThatWasListed() throws IOException {
        assertThat(isProvenBy(PROVING)).isTrue();
        assertThat(interfaces.read(RUNNING).get(UUID).incarnation()).isEqualTo(1);
    }

    @Test
    void withoutTheFileNothingIsProven() throws IOException {
        Files.delete(dev);
        assertThat(isProvenBy(libvirt("tap0", 20, 2, 0, 0, 10, 1, 0, 0))).isFalse();
    }

    @Test
    void whatLibvirtCannotTellIsNoProofEither() {
        assertThatThrownBy(() -> interfaces.prove(RUNNING, GROUPS, asked -> {
                    throw new IOException("away");
                }))
                .hasMessage("away");
        assertThat(interfaces.read(RUNNING)).isEmpty();
    }

    @Test
    void aProvenInterfaceIsReadInTheGuestsDirection() throws IOException {
        assertThat(isProvenBy(libvirt("tap0", 20, 2, 0, 0, 10, 1, 0, 0))).isTrue();
        host("tap0", -1, 11, 12, 13, 15, 16, 17, 18);
        Stats nic = interfaces.read(RUNNING).get(UUID).each("net").get(0);
        assertThat(nic.text("name")).contains("tap0");
        assertThat(nic.number("rx.bytes")).isEqualTo(15L);
        assertThat(nic.number("rx.drop")).isEqualTo(18L);
        assertThat(nic.number("tx.bytes")).isEqualTo(new BigInteger("18446744073709551615"));
        assertThat(nic.number("tx.errs")).isEqualTo(12L);
    }

    @Test
    void aLinkThatHasGoneSendsTheQuestionToLibvirt() throws IOException {
        assertThat(isProvenBy(libvirt("tap0", 20, 2, 0, 0, 10, 1, 0, 0))).isTrue();
        host("tap1", 0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(interfaces.read(RUNNING)).isEmpty();
        assertThat(interfaces.isWorthAProof(RUNNING)).as("it may have another").isTrue();
    }

    @Test
    void whatIsNotProvenIsLeftToLibvirtAndCostsTheOthersNothing() throws IOException {
        assertThat(isProvenBy(libvirt("tap0", 20, 2, 0, 0, 10, 1, 0, 0))).isTrue();
        Domain macvtap = new Domain("1111", "b", 2, 1);
        assertThat(interfaces.read(List.of(macvtap, RUNNING.get(0)))).containsOnlyKeys(UUID);
        assertThat(interfaces.isWorthAProof(List.of(macvtap))).isTrue();
    }
}
