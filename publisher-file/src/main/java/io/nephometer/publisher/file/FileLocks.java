package io.nephometer.publisher.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Provides one lock for each file, regardless of the path by which a route reaches the file: symbolic links can give
 * one file several paths.
 */
final class FileLocks {

    private final Map<Path, Lock> locks = new ConcurrentHashMap<>();

    /** Waits for the lock of the file to which a path currently leads, and returns the lock in the locked state. */
    Lock lock(Path path) throws InterruptedException {
        while (true) {
            Path file = real(path);
            Lock lock = locks.computeIfAbsent(file, any -> new ReentrantLock());
            lock.lockInterruptibly();
            if (file.equals(real(path))) {
                return lock;
            }
            lock.unlock(); // a symbolic link changed while waiting: the path now leads to another file
        }
    }

    /**
     * Returns a path with its symbolic links resolved; if the file does not exist, only the links that can be followed
     * are resolved.
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
