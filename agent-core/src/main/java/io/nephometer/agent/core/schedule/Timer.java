package io.nephometer.agent.core.schedule;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread that can be told to do something after a while. */
public interface Timer extends AutoCloseable {

    /** Does nothing once it is closed. */
    void after(Duration delay, Runnable task);

    /** Starts nothing more, and waits a few seconds for what runs. */
    @Override
    void close();

    /** An executor would keep it to itself; the log and, of an error, the process must know of it. */
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            System.getLogger("nephometer.agent").log(Level.ERROR, "a task failed: " + e, e);
        } catch (Error e) {
            Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, e);
        }
    }

    /** One with a thread of its own. */
    static Timer thread(String name) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return new Timer() {
            @Override
            public void after(Duration delay, Runnable task) {
                try {
                    executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
                } catch (RejectedExecutionException e) {
                    assert executor.isShutdown(); // nothing is due any more
                }
            }

            @Override
            public void close() {
                executor.shutdown();
                try {
                    if (!executor.awaitTermination(2, TimeUnit.SECONDS)) {
                        executor.shutdownNow();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }
}
