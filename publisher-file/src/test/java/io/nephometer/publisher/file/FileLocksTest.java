package io.nephometer.publisher.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLocksTest {

    private final FileLocks locks = new FileLocks();

    @TempDir
    private Path folder;

    @BeforeEach
    void link() throws Exception {
        Files.createDirectory(folder.resolve("d"));
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("d"));
    }

    private Lock lock(String path) throws InterruptedException {
        Lock lock = locks.lock(folder.resolve(path));
        lock.unlock();
        return lock;
    }

    @Test
    void aFileHasOneLockByWhateverPathItIsReached() throws Exception {
        Lock lock = lock("d/out.jsonl");
        assertThat(lock("link/out.jsonl")).isSameAs(lock);
        assertThat(lock("link/../d/./out.jsonl")).isSameAs(lock);
        Files.createFile(folder.resolve("d/out.jsonl"));
        Files.createSymbolicLink(folder.resolve("other.jsonl"), folder.resolve("d/out.jsonl"));
        assertThat(lock("d/out.jsonl")).isSameAs(lock);
        assertThat(lock("other.jsonl")).isSameAs(lock);
    }

    @Test
    void otherFilesHaveOtherLocksEvenWhereTheFolderIsMissing() throws Exception {
        assertThat(lock("d/one.jsonl")).isNotSameAs(lock("d/two.jsonl"));
        assertThat(lock("missing/one.jsonl")).isNotSameAs(lock("missing/two.jsonl"));
    }
}
