package io.nephometer.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataLockTest {

    @TempDir
    Path folder;

    @Test
    void aDirectoryInUseIsRefusedWithTheProcessThatUsesIt() throws Exception {
        Path data = folder.resolve("data");
        DataLock lock = DataLock.take(data);
        assertThatThrownBy(() -> DataLock.take(data))
                .hasMessage(
                        "the data directory %s is used by process %d; stop that agent or give another one with --data",
                        data, ProcessHandle.current().pid())
                .extracting("status")
                .isEqualTo(1);
        lock.close();
    }

    @Test
    void aFileIsNoDataDirectory() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> DataLock.take(file))
                .hasMessage("the data directory %s cannot be used: it is not a directory", file);
    }

    @Test
    void aDirectoryThatCannotBeMadeIsTold() {
        assertThatThrownBy(() -> DataLock.take(Path.of("/proc/nephometer/data")))
                .hasMessageStartingWith("the data directory /proc/nephometer/data cannot be used: ");
    }

    @Test
    void aNewDirectoryIsItsOwnersOnly() throws Exception {
        Path data = folder.resolve("a/b/data");
        DataLock.take(data).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
    }

    @Test
    void whatALongerPidLeftIsOverwritten() throws Exception {
        Files.writeString(folder.resolve("lock"), "99999999999999\n");
        DataLock lock = DataLock.take(folder);
        assertThat(folder.resolve("lock")).hasContent(ProcessHandle.current().pid() + "\n");
        lock.close();
    }

    @Test
    void aDirectoryCanBeUsedAgainAfterwards() throws Exception {
        DataLock.take(folder).close();
        DataLock.take(folder).close();
    }
}
