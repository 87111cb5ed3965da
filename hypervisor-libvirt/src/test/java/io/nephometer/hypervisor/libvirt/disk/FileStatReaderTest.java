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
        FileStat look = FileStat.at(sparse.toString()).orElseThrow();
        assertThat(look.kind()).isEqualTo(FileStat.Kind.REGULAR);
        assertThat(look.length()).isEqualTo(8 << 20);
        assertThat(look.taken()).isLessThan(8 << 20);
        assertThat(look.inode()).isEqualTo(Files.getAttribute(sparse, "unix:ino"));
    }

    @Test
    void aLinkIsFollowed() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[10_000]);
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        assertThat(FileStat.at(link.toString()).orElseThrow().length()).isEqualTo(10_000);
        assertThat(FileStat.at(link.toString())).isEqualTo(FileStat.at(file.toString()));
    }

    @Test
    void whatIsNoFileIsToldFromOne() {
        assertThat(FileStat.at("/nowhere")).isEmpty();
        assertThat(FileStat.at("/").orElseThrow().kind()).isEqualTo(FileStat.Kind.OTHER);
        assertThat(FileStat.at("/dev/null").orElseThrow().kind()).isEqualTo(FileStat.Kind.OTHER);
    }

    @Test
    void aFileWhoseStorageIsAwayIsLeftOutUntilTheLookReturns() {
        FileStat seen = new FileStat(FileStat.Kind.REGULAR, 1, 1, 1, 1);
        Semaphore away = new Semaphore(0);
        FileStatReader.Looker looker = path -> {
            if (path.equals("/away")) {
                away.acquireUninterruptibly();
            }
            return Optional.of(seen);
        };
        try (FileStatReader looks = new FileStatReader(looker, Duration.ofMillis(200))) {
            assertThat(looks.at("/away")).isEmpty();
            assertThat(looks.at("/away")).isEmpty();
            assertThat(looks.at("/here")).contains(seen);
            away.release(MANY);
            Optional<FileStat> look = Optional.empty();
            while (look.isEmpty()) { // ends: the look that hung has returned or is about to
                look = looks.at("/away");
            }
            assertThat(look).contains(seen);
        }
    }

    @Test
    void whereManyLooksHangNoMoreAreMade() {
        CountDownLatch away = new CountDownLatch(1);
        FileStatReader.Looker looker = path -> {
            try {
                away.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        };
        try (FileStatReader looks = new FileStatReader(looker, Duration.ofMillis(1))) {
            for (int i = 0; i < 20; i++) {
                assertThat(looks.at("/away/" + i)).isEmpty();
            }
        }
        away.countDown();
    }
}
