package io.nephometer.hypervisor.libvirt.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class FileStatReaderTest {

    private static final int MANY = 1000;

    @TempDir
    private Path directory;

    @Test
    void aSparseFileTakesLessThanItsLength() throws IOException {
        Path sparse = directory.resolve("spärlich");
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            file.setLength(8 << 20);
        }
        FileStat stat = FileStat.read(sparse.toString()).orElseThrow();
        assertThat(stat.kind()).isEqualTo(FileStat.Kind.REGULAR);
        assertThat(stat.length()).isEqualTo(8 << 20);
        assertThat(stat.allocated()).isLessThan(8 << 20);
        assertThat(stat.inode()).isEqualTo(Files.getAttribute(sparse, "unix:ino"));
    }

    @Test
    void aLinkIsFollowed() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[10_000]);
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        assertThat(FileStat.read(link.toString()).orElseThrow().length()).isEqualTo(10_000);
        assertThat(FileStat.read(link.toString())).isEqualTo(FileStat.read(file.toString()));
    }

    @Test
    void otherKindsAreDistinguishedFromFiles() {
        assertThat(FileStat.read("/nowhere")).isEmpty();
        assertThat(FileStat.read("/").orElseThrow().kind()).isEqualTo(FileStat.Kind.OTHER);
        assertThat(FileStat.read("/dev/null").orElseThrow().kind()).isEqualTo(FileStat.Kind.OTHER);
    }

    @Test
    void aFileWhoseStorageDoesNotAnswerIsSkippedUntilTheReadingReturns() {
        FileStat found = new FileStat(FileStat.Kind.REGULAR, 1, 1, 1, 1);
        Semaphore away = new Semaphore(0);
        FileStatReader.Call call = path -> {
            if (path.equals("/away")) {
                away.acquireUninterruptibly();
            }
            return Optional.of(found);
        };
        try (FileStatReader reader = new FileStatReader(call, Duration.ofMillis(200))) {
            assertThat(reader.read("/away")).isEmpty();
            assertThat(reader.read("/away")).isEmpty();
            assertThat(reader.read("/here")).contains(found);
            away.release(MANY);
            Optional<FileStat> stat = Optional.empty();
            while (stat.isEmpty()) { // ends: the reading that hung has returned or is about to
                stat = reader.read("/away");
            }
            assertThat(stat).contains(found);
        }
    }

    @Test
    void whileManyReadingsHangNoMoreAreStarted() {
        CountDownLatch away = new CountDownLatch(1);
        FileStatReader.Call call = path -> {
            try {
                away.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        };
        try (FileStatReader reader = new FileStatReader(call, Duration.ofMillis(1))) {
            for (int i = 0; i < 20; i++) {
                assertThat(reader.read("/away/" + i)).isEmpty();
            }
        }
        away.countDown();
    }
}
