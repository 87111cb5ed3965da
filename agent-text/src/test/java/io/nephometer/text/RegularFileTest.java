package io.nephometer.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class RegularFileTest {

    @TempDir
    Path folder;

    @Test
    void aFileIsReadAlsoThroughALink() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "text");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertThat(RegularFile.read(file)).asString().isEqualTo("text");
        assertThat(RegularFile.read(link)).asString().isEqualTo("text");
    }

    @Test
    void aPipeThatNoProcessWritesToIsRefusedAtOnce() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThatIOException()
                .isThrownBy(() -> RegularFile.read(pipe))
                .withMessage("it is a pipe, a socket or a device: put a regular file in its place");
    }

    @Test
    void aDeviceWithoutAnEndIsRefused() {
        assertThatIOException()
                .isThrownBy(() -> RegularFile.read(Path.of("/dev/zero")))
                .withMessageStartingWith("it is a pipe, a socket or a device");
    }

    @Test
    void aDirectoryIsRefused() {
        assertThatIOException()
                .isThrownBy(() -> RegularFile.read(folder))
                .withMessage("it is a directory: put a regular file in its place");
    }

    @Test
    void aFileLargerThanTheLimitIsRefusedAndNotReadToItsEnd() throws Exception {
        Path file = folder.resolve("large");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(RegularFile.MOST_BYTES);
            assertThat(RegularFile.read(file)).hasSize(RegularFile.MOST_BYTES);
            sparse.setLength(8L << 30);
        }
        assertThatIOException()
                .isThrownBy(() -> RegularFile.read(file))
                .withMessage("it has more than 4194304 bytes, which is the limit: is it the right file?");
    }

    @Test
    void aFileThatIsMissingIsReportedAsSuch() {
        assertThatThrownBy(() -> RegularFile.read(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }
}
