package io.nephometer.hypervisor.libvirt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.source.DeviceChangeNumbers;
import io.nephometer.hypervisor.libvirt.source.MonitorFreeReader;
import io.nephometer.hypervisor.libvirt.source.StatsQuery;
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

class HostInterfaceStatsTest {

    private static final String UUID = "00000000-0000-0000-0000-00000000000a";
    private static final List<Domain> RUNNING = List.of(new Domain(UUID, "a", 1, 1));
    private static final StatsQuery QUERY = new StatsQuery(Set.of(Group.INTERFACE));
    private static final MonitorFreeReader NO_LIBVIRT = null;

    private static final Stats VERIFYING = libvirt("tap0", 20, 2, 0, 0, 10, 1, 0, 0);

    @TempDir
    Path directory;

    private final Map<String, Integer> indexes = new HashMap<>(Map.of("tap0", 7));
    private long change;
    private final DeviceChangeNumbers changes = new DeviceChangeNumbers() {

        @Override
        public boolean areReported() {
            return true;
        }

        @Override
        public long last(String uuid) {
            return change;
        }
    };

    private Path classes;
    private Path dev;
    private HostInterfaceStats interfaces;

    @BeforeEach
    void make() throws IOException {
        Path proc = directory.resolve("proc");
        classes = Files.createDirectory(directory.resolve("classes"));
        dev = Files.createDirectories(proc.resolve("net")).resolve("dev");
        Path process = new QemuFiles(proc, 42, UUID).process();
        Files.createSymbolicLink(process.resolve("net"), proc.resolve("net"));
        interfaces = new HostInterfaceStats(
                proc,
                classes,
                NO_LIBVIRT,
                name -> indexes.getOrDefault(name, 0),
                changes,
                () -> new Moment(Instant.EPOCH, 0));
        host("tap0", 10, 1, 0, 0, 20, 2, 0, 0);
    }

    /** Writes the kernel's file with one interface. */
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

    private boolean isVerifiedBy(Stats libvirt) throws IOException {
        interfaces.verify(RUNNING, QUERY, query -> Map.of(UUID, libvirt));
        return !interfaces.read(RUNNING).isEmpty();
    }

    @Test
    void differentValuesVerifyNothing() throws IOException {
        assertThat(isVerifiedBy(libvirt("tap0", 21, 2, 0, 0, 10, 1, 0, 0))).isFalse();
        assertThat(isVerifiedBy(libvirt("tap1", 20, 2, 0, 0, 10, 1, 0, 0))).isFalse();
        assertThat(interfaces.isVerificationDue(RUNNING)).as("the same again").isFalse();
    }

    @Test
    void theDirectionOfTheHostVerifiesNothing() throws IOException {
        assertThat(isVerifiedBy(libvirt("tap0", 10, 1, 0, 0, 20, 2, 0, 0))).isFalse();
    }

    @Test
    void anIdleInterfaceIsVerifiedOnlyIfItIsATap() throws IOException {
        host("tap0", 0, 0, 0, 0, 0, 0, 0, 0);
        Stats idle = libvirt("tap0", 0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(isVerifiedBy(idle)).isFalse();
        Files.createDirectory(classes.resolve("tap0"));
        Files.createFile(classes.resolve("tap0/tun_flags"));
        Files.writeString(classes.resolve("tap0/ifindex"), "8\n");
        assertThat(isVerifiedBy(idle)).as("a tap of another network").isFalse();
        Files.writeString(classes.resolve("tap0/ifindex"), "7\n");
        assertThat(isVerifiedBy(idle)).isTrue();
    }

    @Test
    void equalValuesOfAnInterfaceInAnotherNetworkNamespaceVerifyNothing() throws IOException {
        Path process = directory.resolve("proc/42");
        Files.delete(process.resolve("net"));
        assertThat(isVerifiedBy(VERIFYING)).as("its network is not to be seen").isFalse();
        Files.createDirectory(process.resolve("net"));
        Files.copy(dev, process.resolve("net/dev"));
        assertThat(isVerifiedBy(VERIFYING)).as("a twin").isFalse();
    }

    @Test
    void aTapThatIsCreatedAgainUnderItsNameEndsTheVerification() throws IOException {
        assertThat(isVerifiedBy(VERIFYING)).isTrue();
        indexes.put("tap0", 9);
        host("tap0", 100, 10, 0, 0, 200, 20, 0, 0);
        assertThat(interfaces.read(RUNNING)).isEmpty();
        assertThat(interfaces.isVerificationDue(RUNNING)).isTrue();
    }

    @Test
    void aDeviceThatIsAddedOrRemovedEndsTheVerification() throws IOException {
        assertThat(isVerifiedBy(VERIFYING)).isTrue();
        change++;
        assertThat(interfaces.read(RUNNING)).isEmpty();
    }

    @Test
    void whatIsReadIsOfTheLifeThatWasListed() throws IOException {
        assertThat(isVerifiedBy(VERIFYING)).isTrue();
        assertThat(interfaces.read(RUNNING).get(UUID).incarnation()).isEqualTo(1);
    }

    @Test
    void withoutTheFileNothingIsVerified() throws IOException {
        Files.delete(dev);
        assertThat(isVerifiedBy(libvirt("tap0", 20, 2, 0, 0, 10, 1, 0, 0))).isFalse();
    }

    @Test
    void aFailureOfLibvirtVerifiesNothing() {
        assertThatThrownBy(() -> interfaces.verify(RUNNING, QUERY, query -> {
                    throw new IOException("away");
                }))
                .hasMessage("away");
        assertThat(interfaces.read(RUNNING)).isEmpty();
    }

    @Test
    void aVerifiedInterfaceIsReadInTheDirectionOfTheGuest() throws IOException {
        assertThat(isVerifiedBy(libvirt("tap0", 20, 2, 0, 0, 10, 1, 0, 0))).isTrue();
        host("tap0", -1, 11, 12, 13, 15, 16, 17, 18);
        Stats nic = interfaces.read(RUNNING).get(UUID).each("net").get(0);
        assertThat(nic.text("name")).contains("tap0");
        assertThat(nic.number("rx.bytes")).isEqualTo(15L);
        assertThat(nic.number("rx.drop")).isEqualTo(18L);
        assertThat(nic.number("tx.bytes")).isEqualTo(new BigInteger("18446744073709551615"));
        assertThat(nic.number("tx.errs")).isEqualTo(12L);
    }

    @Test
    void anInstanceWhoseInterfaceWasRemovedIsLeftToLibvirt() throws IOException {
        assertThat(isVerifiedBy(libvirt("tap0", 20, 2, 0, 0, 10, 1, 0, 0))).isTrue();
        host("tap1", 0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(interfaces.read(RUNNING)).isEmpty();
        assertThat(interfaces.isVerificationDue(RUNNING))
                .as("it may have another")
                .isTrue();
    }

    @Test
    void anInstanceThatIsNotVerifiedIsLeftToLibvirtAndCostsTheOthersNothing() throws IOException {
        assertThat(isVerifiedBy(libvirt("tap0", 20, 2, 0, 0, 10, 1, 0, 0))).isTrue();
        Domain macvtap = new Domain("1111", "b", 2, 1);
        assertThat(interfaces.read(List.of(macvtap, RUNNING.get(0)))).containsOnlyKeys(UUID);
        assertThat(interfaces.isVerificationDue(List.of(macvtap))).isTrue();
    }
}
