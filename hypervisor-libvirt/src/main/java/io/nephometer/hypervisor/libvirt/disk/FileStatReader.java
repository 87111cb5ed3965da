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
 * Looks at files on threads of its own: storage that is away keeps whoever looks at it, for ever. A path at which a look
 * hangs is not looked at again until that look has returned.
 */
public final class FileStatReader implements AutoCloseable {

    /** Two parts of the guests are read at once, and so many looks may hang. */
    private static final int MOST = 5;

    private final Looker looker;
    private final Duration patience;
    private final Map<String, Future<?>> hanging = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(0, MOST, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), FileStatReader::thread);

    /** Looks at the file at a path. */
    public interface Looker {
        public Optional<FileStat> at(String path);
    }

    public FileStatReader(Looker looker, Duration patience) {
        this.looker = looker;
        this.patience = patience;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "nephometer-files");
        thread.setDaemon(true);
        return thread;
    }

    /** Returns empty where the file cannot be looked at, or not in time. */
    public Optional<FileStat> at(String path) {
        if (hangs(path)) {
            return Optional.empty();
        }
        Callable<Optional<FileStat>> look = () -> looker.at(path);
        try {
            Future<Optional<FileStat>> seen = threads.submit(look);
            try {
                return seen.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                hanging.put(path, seen);
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
        for (Iterator<Future<?>> looks = hanging.values().iterator(); looks.hasNext(); ) {
            if (looks.next().isDone()) {
                looks.remove();
            }
        }
        return hanging.containsKey(path);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
