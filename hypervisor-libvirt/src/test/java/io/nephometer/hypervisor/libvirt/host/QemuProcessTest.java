package io.nephometer.hypervisor.libvirt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QemuProcessTest {

    private static final String SCOPE = "/machine.slice/machine-qemu\\x2d7\\x2dinstance\\x2d00000001.scope";

    @TempDir
    Path proc;

    @TempDir
    Path cgroups;

    private final KernelFile file = new KernelFile();
    private QemuFiles files;

    @BeforeEach
    void write() throws IOException {
        files = new QemuFiles(proc, 42, "u")
                .thread(44, "CPU 0/KVM", 300, 5, 700, 68360)
                .thread(45, "CPU 2/KVM", 70, 1, 800, 68361);
    }

    private List<QemuProcess> machines() {
        return QemuProcess.candidates(files.process(), cgroups, file);
    }

    private QemuProcess machine() {
        return machines().get(0);
    }

    private Stats read(QemuProcess machine) throws IOException {
        Stats.Builder stats = Stats.builder();
        machine.read(file, stats);
        return stats.build(Moment.now());
    }

    private void cpuStat(String path, String text) throws IOException {
        Files.writeString(
                Files.createDirectories(cgroups.resolve(path.substring(1))).resolve("cpu.stat"), text);
    }

    @Test
    void aProcessWithoutProcessorsIsNone() throws IOException {
        files.ended(44).ended(45).thread(44, "ALL CPUs/TCG");
        assertThat(machines()).isEmpty();
    }

    @Test
    void aProcessThatHasEndedIsNone() {
        assertThat(QemuProcess.candidates(proc.resolve("43"), cgroups, file)).isEmpty();
    }

    @Test
    void aProcessorThatWasUnpluggedIsNoticedAtOnce() throws IOException {
        QemuProcess machine = machine();
        files.ended(45);
        assertThatThrownBy(() -> read(machine)).isInstanceOf(IOException.class);
    }

    @Test
    void aProcessorThatWasPluggedIsNoticedAtOnceAlsoIfAnotherThreadEnded() throws IOException {
        files.thread(46, "worker");
        QemuProcess machine = machine();
        read(machine);
        files.ended(46).thread(47, "CPU 1/KVM");
        assertThatThrownBy(() -> read(machine))
                .isInstanceOf(IOException.class)
                .hasMessage(files.process() + "/task contains a new virtual processor");
    }

    @Test
    void aThreadMayGetItsNameAfterItWasFirstExamined() throws IOException {
        QemuProcess machine = machine();
        read(machine);
        files.thread(47, "qemu-system-x86");
        assertThat(read(machine).number("vcpu.current")).isEqualTo(2L);
        files.thread(47, "CPU 1/KVM");
        assertThatThrownBy(() -> read(machine)).hasMessageEndingWith("contains a new virtual processor");
    }

    @Test
    void anotherProcessWithTheSameNumberIsNotRead() throws IOException {
        QemuProcess machine = machine();
        files.thread(44, "CPU 0/KVM", 300, 5, 700, 70000).thread(45, "CPU 2/KVM", 70, 1, 800, 70000);
        assertThatThrownBy(() -> read(machine)).hasMessageEndingWith("is now a different thread");
    }

    @Test
    void threadsThatComeAndGoDisturbNothing() throws IOException {
        QemuProcess machine = machine();
        for (int tid = 100; tid < 110; tid++) {
            files.thread(tid, "worker");
            assertThat(read(machine).number("vcpu.current")).isEqualTo(2L);
            files.ended(tid);
        }
    }

    @Test
    void withoutACgroupTheProcessIsRead() throws IOException {
        Stats stats = read(machine());
        assertThat(stats.number("cpu.time")).isEqualTo(6_040_000_000L);
        assertThat(stats.number("cpu.user")).isEqualTo(5_660_000_000L);
        assertThat(stats.number("cpu.system")).isEqualTo(380_000_000L);
        assertThat(stats.each("vcpu")).extracting(Stats::index).containsExactly(0, 2);
        assertThat(stats.sum("vcpu", "time")).isEqualTo(3_760_000_000L);
        assertThat(stats.sum("vcpu", "delay")).isEqualTo(1_500L);
    }

    @Test
    void theCgroupThatLibvirtCreatedIsRead() throws IOException {
        files.cgroup(SCOPE + "/libvirt/emulator");
        cpuStat(SCOPE + "/libvirt", "usage_usec 7000\nuser_usec 5000\nsystem_usec 2000\nnice_usec 0\n");
        Stats stats = read(machine());
        assertThat(stats.number("cpu.time")).isEqualTo(7_000_000L);
        assertThat(stats.number("cpu.user")).isEqualTo(5_000_000L);
        assertThat(stats.number("cpu.system")).isEqualTo(2_000_000L);
    }

    @Test
    void anOldLibvirtsCgroupIsTheScopeItself() throws IOException {
        files.cgroup(SCOPE + "/emulator");
        cpuStat(SCOPE, "usage_usec 7000\nuser_usec 5000\nsystem_usec 2000\n");
        assertThat(read(machine()).number("cpu.time")).isEqualTo(7_000_000L);
    }

    @Test
    void aCgroupThatIsMissingOrHasOtherContentIsNotRead() throws IOException {
        files.cgroup(SCOPE + "/libvirt/emulator");
        QemuProcess machine = machine();
        assertThatThrownBy(() -> read(machine)).isInstanceOf(IOException.class);
        cpuStat(SCOPE + "/libvirt", "user_usec 5000\nsystem_usec 2000\n");
        assertThatThrownBy(() -> read(machine)).hasMessageEndingWith("does not contain usage_usec");
    }
}
