package io.nephometer.hypervisor.libvirt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QemuProcessesTest {

    private static final String UUID = "6695eb01-f6a4-8304-79aa-97f2502e193f";

    @TempDir
    Path proc;

    private Path process(int pid, String... words) throws IOException {
        Path process = Files.createDirectory(proc.resolve("" + pid));
        Files.writeString(process.resolve("cmdline"), String.join("\0", words) + "\0");
        return process;
    }

    private static boolean isHalted(Path process, String stat) throws IOException {
        Files.writeString(process.resolve("stat"), stat);
        return QemuProcesses.isHalted(process);
    }

    @Test
    void otherProcessesAreNotListed() throws IOException {
        process(1, "init");
        process(2, "mkfs", "-uuid");
        process(3, "mkfs", "-uuid", "random");
        Files.createDirectory(proc.resolve("4")); // it ended
        Files.createDirectory(proc.resolve("self"));
        assertThat(new QemuProcesses(proc).byUuid()).isEmpty();
    }

    @Test
    void aMachineIsFoundByTheUuidItWasStartedWith() throws IOException {
        Path machine = process(42, "/usr/bin/qemu-system-x86_64", "-name", "guest=a", "-uuid", UUID, "-m", "2");
        assertThat(new QemuProcesses(proc).byUuid()).hasSize(1).containsEntry(UUID, machine);
    }

    @Test
    void aUuidOfTwoProcessesIsNotListed() throws IOException {
        process(42, "qemu", "-uuid", UUID);
        process(43, "qemu", "-uuid", UUID.toUpperCase());
        assertThat(new QemuProcesses(proc).byUuid()).isEmpty();
    }

    @Test
    void withoutProcThereIsAFailure() {
        assertThatThrownBy(() -> new QemuProcesses(proc.resolve("none")).byUuid())
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void whoseMainThreadRunsOrSleepsIsNotHaltedAndWhoHasEndedIsNot() throws IOException {
        Path process = process(42, "qemu");
        assertThat(QemuProcesses.isHalted(process)).isFalse();
        assertThat(isHalted(process, "42 (qemu) S 1 1")).isFalse();
        assertThat(isHalted(process, "42 (qemu) R 1 1")).isFalse();
        assertThat(isHalted(process, "42 (q) T 1) S 1 1"))
                .as("a name may be anything")
                .isFalse();
        assertThat(isHalted(process, "42 (qemu)")).isFalse();
    }

    @Test
    void whoIsStoppedOrWaitsForADeviceIsHalted() throws IOException {
        Path process = process(42, "qemu");
        assertThat(isHalted(process, "42 (qemu) T 1 1")).isTrue();
        assertThat(isHalted(process, "42 (qemu) t 1 1")).isTrue();
        assertThat(isHalted(process, "42 (qemu-system-x86) D 1 1")).isTrue();
    }
}
