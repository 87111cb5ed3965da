package io.nephometer.publisher.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** One lock for each file, by whatever name a route reaches it: symbolic links lead to one file by several names. */
final class FileLocks {

    private final Map<Path, Lock> locks = new ConcurrentHashMap<>();

    /** Waits for the lock of the file that this path leads to now, and returns it locked. */
    Lock lock(Path path) throws InterruptedException {
        while (true) {
            Path file = real(path);
            Lock lock = locks.computeIfAbsent(file, any -> new ReentrantLock());
            lock.lockInterruptibly();
            if (file.equals(real(path))) {
                return lock;
            }
            lock.unlock(); // meanwhile the path has come to lead elsewhere
        }
    }

    /** Returns the file without symbolic links; as far as they can be followed if it does not exist. */
    private static Path real(Path path) {
        Path file = path.toAbsolutePath().normalize();
        try {
            return Files.exists(path)
                    ? path.toRealPath()
                    : path.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
        } catch (IOException e) { // its folder does not exist, or cannot be seen: the delivery will fail
            return file;
        }
    }
}
