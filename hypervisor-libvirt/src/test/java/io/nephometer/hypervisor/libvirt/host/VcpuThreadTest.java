package io.nephometer.hypervisor.libvirt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VcpuThreadTest {

    @TempDir
    Path proc;

    private final KernelFile file = new KernelFile();
    private QemuFiles files;

    @BeforeEach
    void write() throws IOException {
        files = new QemuFiles(proc, 42, "u").thread(44, "CPU 3/KVM", 379, 5, 8_583_819_339L, 68360);
    }

    private Optional<VcpuThread> thread(int tid) {
        return VcpuThread.find(files.process() + "/task/" + tid, file);
    }

    private Stats read(VcpuThread thread) throws IOException {
        Stats.Builder stats = Stats.builder();
        thread.read(file, stats);
        return stats.build(Moment.now()).each("vcpu").get(0);
    }

    @Test
    void aThreadWithAnotherNameIsNotAProcessor() throws IOException {
        files.thread(45, "worker").thread(46, "CPU").thread(47, "CPU x/KVM");
        assertThat(thread(43)).isEmpty();
        assertThat(thread(45)).isEmpty();
        assertThat(thread(46)).isEmpty();
        assertThat(thread(47)).isEmpty();
    }

    @Test
    void aThreadThatHasEndedIsNotAProcessor() {
        assertThat(thread(48)).isEmpty();
    }

    @Test
    void oneThatEndsIsNotReadAnyMore() throws IOException {
        VcpuThread thread = thread(44).orElseThrow();
        files.ended(44);
        assertThatThrownBy(() -> read(thread)).isInstanceOf(IOException.class);
    }

    @Test
    void aLaterThreadWithTheSameNumberIsAnother() throws IOException {
        VcpuThread thread = thread(44).orElseThrow();
        files.thread(44, "CPU 3/KVM", 400, 9, 8_583_819_400L, 68361);
        assertThatThrownBy(() -> read(thread))
                .isInstanceOf(IOException.class)
                .hasMessage(files.process() + "/task/44 is now a different thread");
    }

    @Test
    void aFileThatIsNotAsTheKernelWritesItIsNotRead() throws IOException {
        VcpuThread thread = thread(44).orElseThrow();
        files.write("task/44/schedstat", "1");
        assertThatThrownBy(() -> read(thread)).isInstanceOf(IOException.class);
    }

    @Test
    void itsTimesAreReadUnderItsNumber() throws IOException {
        Stats stats = read(thread(44).orElseThrow());
        assertThat(stats.index()).isEqualTo(3);
        assertThat(stats.number("state")).isEqualTo(1L);
        assertThat(stats.number("time")).isEqualTo(3_840_000_000L);
        assertThat(stats.number("delay")).isEqualTo(8_583_819_339L);
        assertThat(stats.number("wait"))
                .as("as libvirt reports without schedstats")
                .isEqualTo(0L);
    }

    @Test
    void whatItWaitedIsReadWhereLibvirtReadsIt() throws IOException {
        files.waited(44, "se.statistics.wait_sum", "2.092366");
        assertThat(read(thread(44).orElseThrow()).number("wait")).isEqualTo(2_092_366L);
        files.waited(44, "wait_sum", "2.092366"); // newer kernels: not found by libvirt
        assertThat(read(thread(44).orElseThrow()).number("wait")).isEqualTo(0L);
    }

    @Test
    void withoutSchedstatsTheWaitIsZeroAsInLibvirt() throws IOException {
        files.waited(44, "se.statistics.wait_sum", "2.092366");
        VcpuThread thread = thread(44).orElseThrow();
        files.waited(44, "se.nr_migrations", "0");
        assertThat(read(thread).number("wait")).isEqualTo(0L);
    }
}
