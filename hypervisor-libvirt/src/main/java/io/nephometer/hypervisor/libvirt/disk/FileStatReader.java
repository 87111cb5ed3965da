package io.nephometer.hypervisor.libvirt.disk;

import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads the status of files, subject to a deadline. Files are read on separate threads, because unresponsive storage
 * can block a thread indefinitely. A path is not retried while an earlier attempt is still hanging.
 */
public final class FileStatReader implements AutoCloseable {

    /**
     * The maximum number of threads. Two threads serve the two domain shards that are read concurrently, and the
     * remaining three are spares in case threads hang.
     */
    private static final int MAX_THREADS = 5;

    private final Call call;
    private final Duration timeout;
    private final Map<String, Future<?>> hanging = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0, MAX_THREADS, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), FileStatReader::thread);

    /** Reads the status of the file at a path. This method may block. */
    public interface Call {
        Optional<FileStat> read(String path);
    }

    public FileStatReader(Call call, Duration timeout) {
        this.call = call;
        this.timeout = timeout;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "nephometer-files");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Returns the status of the file at a path, or an empty {@code Optional} if the status cannot be read before the
     * deadline.
     */
    public Optional<FileStat> read(String path) {
        if (hangs(path)) {
            return Optional.empty();
        }
        Callable<Optional<FileStat>> reading = () -> call.read(path);
        try {
            Future<Optional<FileStat>> status = threads.submit(reading);
            try {
                return status.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                hanging.put(path, status);
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | RejectedExecutionException e) {
            return Optional.empty();
        }
    }

    private boolean hangs(String path) {
        for (Iterator<Future<?>> readings = hanging.values().iterator(); readings.hasNext(); ) {
            if (readings.next().isDone()) {
                readings.remove();
            }
        }
        return hanging.containsKey(path);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
