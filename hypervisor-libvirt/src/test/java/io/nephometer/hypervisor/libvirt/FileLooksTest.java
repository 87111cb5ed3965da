package io.nephometer.hypervisor.libvirt;

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
class FileLooksTest {

    private static final int MANY = 1000;

    @TempDir
    private Path directory;

    @Test
    void aSparseFileTakesLessThanItsLength() throws IOException {
        Path sparse = directory.resolve("spärlich");
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            file.setLength(8 << 20);
        }
        FileLook look = FileLook.at(sparse.toString()).orElseThrow();
        assertThat(look.kind()).isEqualTo(FileLook.Kind.REGULAR);
        assertThat(look.length()).isEqualTo(8 << 20);
        assertThat(look.taken()).isLessThan(8 << 20);
        assertThat(look.inode()).isEqualTo(Files.getAttribute(sparse, "unix:ino"));
    }

    @Test
    void aLinkIsFollowed() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[10_000]);
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        assertThat(FileLook.at(link.toString()).orElseThrow().length()).isEqualTo(10_000);
        assertThat(FileLook.at(link.toString())).isEqualTo(FileLook.at(file.toString()));
    }

    @Test
    void whatIsNoFileIsToldFromOne() {
        assertThat(FileLook.at("/nowhere")).isEmpty();
        assertThat(FileLook.at("/").orElseThrow().kind()).isEqualTo(FileLook.Kind.OTHER);
        assertThat(FileLook.at("/dev/null").orElseThrow().kind()).isEqualTo(FileLook.Kind.OTHER);
    }

    @Test
    void aFileWhoseStorageIsAwayIsLeftOutUntilTheLookReturns() {
        FileLook seen = new FileLook(FileLook.Kind.REGULAR, 1, 1, 1, 1);
        Semaphore away = new Semaphore(0);
        FileLooks.Looker looker = path -> {
            if (path.equals("/away")) {
                away.acquireUninterruptibly();
            }
            return Optional.of(seen);
        };
        try (FileLooks looks = new FileLooks(looker, Duration.ofMillis(200))) {
            assertThat(looks.at("/away")).isEmpty();
            assertThat(looks.at("/away")).isEmpty();
            assertThat(looks.at("/here")).contains(seen);
            away.release(MANY);
            Optional<FileLook> look = Optional.empty();
            while (look.isEmpty()) { // ends: the look that hung has returned or is about to
                look = looks.at("/away");
            }
            assertThat(look).contains(seen);
        }
    }

    @Test
    void whereManyLooksHangNoMoreAreMade() {
        CountDownLatch away = new CountDownLatch(1);
        FileLooks.Looker looker = path -> {
            try {
                away.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        };
        try (FileLooks looks = new FileLooks(looker, Duration.ofMillis(1))) {
            for (int i = 0; i < 20; i++) {
                assertThat(looks.at("/away/" + i)).isEmpty();
            }
        }
        away.countDown();
    }
}
