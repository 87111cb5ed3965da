package io.nephometer.pollster.disk;

import static io.nephometer.testkit.Turns.declared;
import static io.nephometer.testkit.Turns.everything;
import static io.nephometer.testkit.Turns.table;
import static io.nephometer.testkit.Turns.wanting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeDiskPollsterTest {

    @TempDir
    private Path root;

    private NodeDiskPollster pollster;

    @BeforeEach
    void host() {
        pollster = new NodeDiskPollster(root);
    }

    @Test
    void aHostWithoutDiskstatsFailsTheTurn() {
        assertThatThrownBy(() -> pollster.poll(everything(pollster))).isInstanceOf(IOException.class);
    }

    @Test
    void aHostWithoutADiskYieldsNoSample() throws IOException {
        diskstats("   7       0 loop0 1 0 8 0 0 0 0 0 0 0 0");
        assertThat(pollster.poll(everything(pollster))).isEmpty();
    }

    @Test
    void aTruncatedLineIsNotADisk() throws IOException {
        disk("sda", "pci0000:00/0000:00:17.0/ata1");
        diskstats("   8       0 sda 1 2 3", "");
        assertThat(pollster.poll(everything(pollster))).isEmpty();
    }

    @Test
    void partitionsAndDisksMadeBySoftwareAreLeftOut() throws IOException {
        disk("sda", "pci0000:00/0000:00:17.0/ata1");
        disk("nvme0n1", "pci0000:00/0000:00:1d.0/nvme0");
        disk("cciss!c0d0", "pci0000:00/0000:00:1e.0/cciss0");
        disk("sr0", "pci0000:00/0000:00:17.0/ata2");
        for (String virtual : List.of("loop0", "ram0", "zram0", "dm-0", "md127")) {
            Files.createDirectories(root.resolve("sys/block").resolve(virtual));
        }
        diskstats(
                "   8       0 sda 100 0 2 50 200 0 10 60 0 0 0 0 0 0 0 0 0",
                "   8       1 sda1 100 0 1000 50 200 0 1000 60 0 0 0 0 0 0 0 0 0",
                " 259       0 nvme0n1 100 0 3 50 200 0 20 60 0 0 0",
                " 104       0 cciss/c0d0 100 0 4 50 200 0 30 60 0 0 0",
                "  11       0 sr0 1 0 1000 1 0 0 1000 0 0 0 0",
                "   7       0 loop0 1 0 1000 1 0 0 1000 0 0 0 0",
                "   1       0 ram0 1 0 1000 1 0 0 1000 0 0 0 0",
                " 253       0 zram0 1 0 1000 1 0 0 1000 0 0 0 0",
                " 252       0 dm-0 1 0 1000 1 0 0 1000 0 0 0 0",
                "   9     127 md127 1 0 1000 1 0 0 1000 0 0 0 0");
        assertThat(table(pollster.poll(everything(pollster)))).isEqualTo("""
            compute.node.disk.read.bytes   cumulative  B  compute-7  4608   {device=[sda, nvme0n1, cciss/c0d0]}
            compute.node.disk.write.bytes  cumulative  B  compute-7  30720  {device=[sda, nvme0n1, cciss/c0d0]}
            """);
    }

    @Test
    void ofNvmeMultipathThePathsCountAndNotTheirHead() throws IOException {
        disk("nvme0c0n1", "pci0000:00/0000:00:1d.0/nvme0");
        disk("nvme0c1n1", "pci0000:00/0000:00:1e.0/nvme1");
        disk("nvme0n1", "virtual/nvme-subsystem/nvme-subsys0");
        diskstats(
                "   0       0 nvme0c0n1 1 0 2 1 0 0 4 0 0 0 0",
                "   0       0 nvme0c1n1 1 0 6 1 0 0 8 0 0 0 0",
                " 259       1 nvme0n1 2 0 8 1 0 0 12 0 0 0 0");
        assertThat(table(pollster.poll(everything(pollster)))).isEqualTo("""
            compute.node.disk.read.bytes   cumulative  B  compute-7  4096  {device=[nvme0c0n1, nvme0c1n1]}
            compute.node.disk.write.bytes  cumulative  B  compute-7  6144  {device=[nvme0c0n1, nvme0c1n1]}
            """);
    }

    @Test
    void aNumberThatIsOutOfRangeCostsThatValueOnly() throws IOException {
        disk("sda", "pci0000:00/0000:00:17.0/ata1");
        disk("sdb", "pci0000:00/0000:00:17.0/ata2");
        diskstats(
                "   8       0 sda 1 0 99999999999999999999 1 0 0 4 0 0 0 0",
                "   8      16 sdb 1 0 2 1 0 0 -1 0 0 0 0",
                "   8      32 \uffff 1 0 2 1 0 0 x 0 0 0 0");
        assertThat(table(pollster.poll(everything(pollster)))).isEqualTo("""
            compute.node.disk.read.bytes   cumulative  B  compute-7  1024  {device=[sdb]}
            compute.node.disk.write.bytes  cumulative  B  compute-7  2048  {device=[sda]}
            """);
    }

    @Test
    void aCounterAboveSixtyThreeBitsStaysWhole() throws IOException {
        disk("sda", "pci0000:00/0000:00:17.0/ata1");
        diskstats("   8       0 sda 1 0 18446744073709551615 1 0 0 4 0 0 0 0");
        assertThat(table(pollster.poll(wanting(Set.of("compute.node.disk.read.bytes"), List.of()))))
                .isEqualTo(
                        "compute.node.disk.read.bytes  cumulative  B  compute-7  9444732965739290426880  {device=[sda]}\n");
    }

    @Test
    void aDeviceWhoseLinkCannotBeFollowedCostsNoOtherDisk() throws IOException {
        disk("sda", "pci0000:00/0000:00:17.0/ata1");
        Path loop = Files.createDirectories(root.resolve("sys/block/sdb")).resolve("device");
        Files.createSymbolicLink(loop, loop);
        Files.createFile(root.resolve("sys/block/sdc"));
        diskstats(
                "   8       0 sda 1 0 2 1 0 0 4 0 0 0 0",
                "   8      16 sdb 1 0 2 1 0 0 4 0 0 0 0",
                "   8      32 sdc 1 0 2 1 0 0 4 0 0 0 0");
        assertThat(table(pollster.poll(everything(pollster)))).isEqualTo("""
            compute.node.disk.read.bytes   cumulative  B  compute-7  1024  {device=[sda]}
            compute.node.disk.write.bytes  cumulative  B  compute-7  2048  {device=[sda]}
            """);
    }

    @Test
    void nothingIsReadIfNoMeterIsWanted() throws IOException {
        assertThat(pollster.poll(wanting(Set.of("disk.read.bytes"), List.of()))).isEmpty();
    }

    @Test
    void itNeedsNoInstance() {
        assertThat(pollster.discovery()).isEmpty();
    }

    @Test
    void declaresItsMeters() {
        assertThat(declared(pollster)).isEqualTo("""
            compute.node.disk.read.bytes   cumulative  B
            compute.node.disk.write.bytes  cumulative  B
            """);
    }

    private void disk(String name, String device) throws IOException {
        Path hardware = Files.createDirectories(root.resolve("sys/devices").resolve(device));
        Path disk = Files.createDirectories(root.resolve("sys/block").resolve(name));
        Files.createSymbolicLink(disk.resolve("device"), hardware);
    }

    private void diskstats(String... lines) throws IOException {
        Files.createDirectories(root.resolve("proc"));
        Files.write(root.resolve("proc/diskstats"), List.of(lines), StandardCharsets.UTF_8);
    }
}
