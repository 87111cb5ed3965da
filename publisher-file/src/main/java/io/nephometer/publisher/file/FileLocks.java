package io.nephometer.publisher.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Provides one lock for each file, even if routes access the file through different paths. A file can have several
 * paths because of symbolic links.
 */
final class FileLocks {

    private final Map<Path, Lock> locks = new ConcurrentHashMap<>();

    /** Acquires and returns the lock for the file that a path currently refers to. */
    Lock lock(Path path) throws InterruptedException {
        while (true) {
            Path file = real(path);
            Lock lock = locks.computeIfAbsent(file, any -> new ReentrantLock());
            lock.lockInterruptibly();
            if (file.equals(real(path))) {
                return lock;
            }
            lock.unlock(); // a symbolic link has changed: the path now refers to another file
        }
    }

    /**
     * Returns a path with its symbolic links resolved. If the file does not exist, only the links in its directory's
     * path are resolved.
     */
    private static Path real(Path path) {
        Path file = path.toAbsolutePath().normalize();
        try {
            return Files.exists(path)
                    ? path.toRealPath()
                    : path.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
        } catch (IOException e) { // the directory does not exist or is inaccessible: the delivery will fail
            return file;
        }
    }
}
