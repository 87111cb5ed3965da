package io.nephometer.agent.core.spool.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.agent.core.spool.ledger.LedgerFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFolderTest {

    @TempDir
    Path directory;

    private DiskFolder folder;

    @BeforeEach
    void open() {
        folder = new DiskFolder(directory.resolve("spool"));
    }

    @Test
    void itIsMadeOnce() throws Exception {
        assertThat(folder.list()).isEmpty();
        assertThat(folder.make()).isTrue();
        assertThat(folder.make()).isFalse();
    }

    @Test
    void aFolderThatWasRemovedHasTheSpaceOfItsFileSystem() {
        assertThat(folder.path()).doesNotExist();
        assertThat(folder.free()).isPositive();
        assertThat(folder.size()).isEqualTo(directory.toFile().getTotalSpace());
    }

    @Test
    void anInterruptStopsNoSyncAndIsKept() throws Exception {
        folder.make();
        Thread.currentThread().interrupt();
        folder.create("a", ByteBuffer.wrap(new byte[3]));
        folder.sync();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(folder.list()).containsEntry("a", 3L);
    }

    @Test
    void aFileThatIsNotThereIsToldFromOneThatCannotBeOpened() throws Exception {
        folder.make();
        assertThatThrownBy(() -> folder.read("a")).isInstanceOf(NoSuchFileException.class);
        Files.createDirectory(directory.resolve("spool/b"));
        assertThatThrownBy(() -> folder.read("b"))
                .isInstanceOf(java.io.FileNotFoundException.class)
                .hasMessageContaining("directory");
    }

    @Test
    void foldersInItAndLinksToNothingAreNotListed() throws Exception {
        folder.make();
        Files.createDirectory(directory.resolve("spool/quarantine"));
        Files.createSymbolicLink(directory.resolve("spool/gone"), directory.resolve("nothing"));
        assertThat(folder.list()).isEmpty();
    }

    @Test
    void aPipeIsNotReadAndAHugeLedgerIsADamagedOne() throws Exception {
        folder.make();
        Path pipe = directory.resolve("spool/pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThatThrownBy(() -> folder.read("pipe")).hasMessageContaining("is a pipe");
        try (java.io.RandomAccessFile huge =
                new java.io.RandomAccessFile(directory.resolve("spool/ledger").toFile(), "rw")) {
            huge.setLength(5L << 30);
        }
        assertThat(new LedgerFile(folder).load()).isEmpty();
    }
}
