package io.nephometer.hypervisor.libvirt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskTimesTest {

    @TempDir
    Path proc;

    private TaskTimes of(QemuFiles files) throws IOException {
        return TaskTimes.parse(new KernelFile().read(files.process() + "/stat"));
    }

    @Test
    void aTruncatedFileIsNotRead() throws IOException {
        QemuFiles files = new QemuFiles(proc, 42, "u");
        for (String stat :
                new String[] {"", "42 (qemu", "42 (qemu) S 1 1 1", "42 (qemu) S 1 1 1 0 -1 0 0 0 0 0 5 3 0 0"}) {
            files.write("stat", stat);
            assertThatThrownBy(() -> of(files)).as(stat).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aNameMayHoldAnything() throws IOException {
        QemuFiles files = new QemuFiles(proc, 42, "u")
                .write("stat", "42 (q) S 9 (9) S 1 1 1 0 -1 0 0 0 0 0 5 3 0 0 20 0 7 0 68356 1");
        assertThat(of(files)).isEqualTo(new TaskTimes(50_000_000, 30_000_000, 68356));
    }

    @Test
    void timesAndStartAreReadFromARealFile() throws IOException {
        assertThat(of(new QemuFiles(proc, 42, "u"))).isEqualTo(new TaskTimes(5_660_000_000L, 380_000_000, 68356));
    }
}
