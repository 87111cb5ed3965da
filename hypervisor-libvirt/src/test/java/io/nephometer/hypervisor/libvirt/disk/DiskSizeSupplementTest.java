package io.nephometer.hypervisor.libvirt.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Stats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiskSizeSupplementTest {

    private static final String FILE = "/images/a.qcow2";
    private static final String ANOTHER = "/images/b.qcow2";
    private static final FileStat.Kind REGULAR = FileStat.Kind.REGULAR;

    private final Map<String, FileStat> files = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private Optional<BlockInfo> answer = Optional.of(new BlockInfo(7L, 8L));
    private boolean busy;
    private long capacity;
    private long nanos = -5;
    private final DiskSizeSupplement sizes =
            new DiskSizeSupplement(path -> Optional.ofNullable(files.get(path)), () -> nanos);

    @Test
    void theAllocationOfAFileIsThePhysicalOfTheBulkCall() {
        files.put(FILE, new FileStat(REGULAR, 393_216, 28_672, 1, 2));
        assertThat(read(FILE, 0L, 28_672L)).isEqualTo("28672 393216");
        assertThat(calls).isEmpty();
    }

    @Test
    void theAllocationOfANetworkDiskIsItsLength() {
        assertThat(read(null, 0L, 16_777_216L)).isEqualTo("16777216 16777216");
        assertThat(calls).isEmpty();
    }

    @Test
    void theAllocationOfABlockDeviceIsThatOfTheBulkCall() {
        files.put("/dev/vg/a", new FileStat(FileStat.Kind.BLOCK, 0, 0, 1, 2));
        assertThat(read("/dev/vg/a", 5L, 33_554_432L)).isEqualTo("5 33554432");
        assertThat(calls).isEmpty();
    }

    @Test
    void anEmptyDriveAndADiskOfABusyMonitorHaveNone() {
        assertThat(read(FILE, null, null)).isEqualTo("null null");
        assertThat(calls).isEmpty();
    }

    @Test
    void ifTheBulkCallReturnsTheCapacityOnlyBlockInfoIsCalled() {
        capacity = 1 << 20;
        assertThat(read(null, 0L, null)).isEqualTo("7 8");
        assertThat(read(null, 0L, null)).isEqualTo("7 8");
        assertThat(calls).hasSize(1);
    }

    @Test
    void ifTheFileCannotBeReadBlockInfoIsCalledEveryTenMinutes() {
        assertThat(read(FILE, 0L, 28_672L)).isEqualTo("7 8");
        answer = Optional.of(new BlockInfo(9L, 10L));
        pass(Duration.ofSeconds(599));
        assertThat(read(FILE, 0L, 28_672L)).isEqualTo("7 8");
        pass(Duration.ofSeconds(1));
        assertThat(read(FILE, 0L, 28_672L)).isEqualTo("9 10");
        assertThat(calls).containsExactly("vda", "vda");
    }

    @Test
    void whatBlockInfoDoesNotKnowIsMissingAndNotCalledAgainAtOnce() {
        answer = Optional.empty();
        assertThat(read(FILE, 0L, 28_672L)).isEqualTo("null null");
        assertThat(read(FILE, 0L, 28_672L)).isEqualTo("null null");
        assertThat(calls).hasSize(1);
    }

    @Test
    void aBusyMonitorIsCalledLaterAndTheOldAnswerIsKeptUntilThen() {
        busy = true;
        assertThat(read(FILE, 0L, 28_672L)).isEqualTo("null null");
        busy = false;
        assertThat(read(FILE, 0L, 28_672L)).isEqualTo("7 8");
        busy = true;
        pass(Duration.ofMinutes(11));
        assertThat(read(FILE, 0L, 28_672L)).isEqualTo("7 8");
        assertThat(read(ANOTHER, 0L, 28_672L)).isEqualTo("null null");
    }

    @Test
    void anotherFileAtTheSamePathIsRecognisedByItsAllocation() {
        files.put(FILE, new FileStat(REGULAR, 1_000_000, 4096, 1, 2));
        assertThat(read(FILE, 0L, 28_672L)).isEqualTo("7 8");
        files.put(FILE, new FileStat(FileStat.Kind.OTHER, 4096, 28_672, 1, 2));
        assertThat(read(FILE, 0L, 28_672L)).isEqualTo("7 8");
        assertThat(calls).hasSize(1);
    }

    @Test
    void aVerifiedFileMayGrowBetweenTheTwoReadingsButNotAlways() {
        files.put(FILE, new FileStat(REGULAR, 393_216, 28_672, 1, 2));
        assertThat(read(FILE, 0L, 28_672L)).isEqualTo("28672 393216");
        files.put(FILE, new FileStat(REGULAR, 458_752, 32_768, 1, 2));
        for (int turn = 0; turn < 10; turn++) {
            assertThat(read(FILE, 0L, 28_672L)).isEqualTo("28672 458752");
        }
        assertThat(read(FILE, 0L, 28_672L)).isEqualTo("7 8");
        assertThat(read(FILE, 0L, 32_768L)).isEqualTo("32768 458752");
    }

    @Test
    void aFileThatReplacedAVerifiedOneMustBeVerifiedToo() {
        files.put(FILE, new FileStat(REGULAR, 393_216, 28_672, 1, 2));
        read(FILE, 0L, 28_672L);
        files.put(FILE, new FileStat(REGULAR, 393_216, 0, 1, 3));
        assertThat(read(FILE, 0L, 28_672L)).isEqualTo("7 8");
    }

    @Test
    void aSnapshotsNewTopLayerIsAnotherFile() {
        files.put(FILE, new FileStat(REGULAR, 393_216, 28_672, 1, 2));
        read(FILE, 0L, 28_672L);
        assertThat(read(ANOTHER, 0L, 4096L)).isEqualTo("7 8");
        files.put(ANOTHER, new FileStat(REGULAR, 196_616, 200_704, 1, 3));
        assertThat(read(ANOTHER, 0L, 200_704L)).isEqualTo("200704 196616");
    }

    @Test
    void aRestartedDomainIsCalledAgain() {
        read(FILE, 0L, 28_672L);
        read(2, FILE, 0L, 28_672L);
        assertThat(calls).hasSize(2);
    }

    @Test
    void onlyFiftyMonitorsAreWokenInASecond() {
        for (int id = 0; id < 60; id++) {
            read(id, FILE, 0L, 1L);
        }
        assertThat(calls).hasSize(50);
        pass(Duration.ofSeconds(1));
        for (int id = 0; id < 60; id++) {
            read(id, FILE, 0L, 1L);
        }
        assertThat(calls).hasSize(60);
    }

    @Test
    void aRemovedDiskIsForgotten() {
        read(1, FILE, 0L, 1L);
        pass(Duration.ofMinutes(5));
        read(2, FILE, 0L, 1L);
        pass(Duration.ofMinutes(5));
        read(2, FILE, 0L, 1L);
        assertThat(sizes.size()).isEqualTo(1);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private String read(String path, Long allocation, Long physical) {
        return read(1, path, allocation, physical);
    }

    /** Returns allocation and physical as blockInfo would report them. */
    private String read(int id, String path, Long allocation, Long physical) {
        Stats.Builder stats = Stats.builder().put("block", 0, "name", "vda");
        Map<String, Object> values = new HashMap<>();
        values.put("path", path);
        values.put("capacity", capacity == 0 ? null : capacity);
        values.put("allocation", allocation);
        values.put("physical", physical);
        values.values().removeIf(value -> value == null);
        values.forEach((name, value) -> stats.put("block", 0, name, value));
        Moment read = Moment.now();
        sizes.add("u1", id, stats.build(read), stats, new BlockInfoSource() {

            @Override
            public boolean isMonitorFree() {
                return !busy;
            }

            @Override
            public Optional<BlockInfo> blockInfo(String disk) {
                calls.add(disk);
                return answer;
            }
        });
        Stats disk = stats.build(read).each("block").get(0);
        return disk.number("blockinfo.allocation") + " " + disk.number("blockinfo.physical");
    }
}
