package io.nephometer.agent.core.schedule;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer that runs tasks after a delay. */
public interface Timer extends AutoCloseable {

    /** Schedules a task to run after a delay. Does nothing if the timer is closed. */
    void after(Duration delay, Runnable task);

    /** Cancels all tasks that have not started and waits up to a few seconds for the running task to end. */
    @Override
    void close();

    /**
     * Runs a task and reports any exception or error that the executor would otherwise discard. Exceptions are logged,
     * and errors are passed to the uncaught exception handler.
     */
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

    /** Creates a timer that runs its tasks on a dedicated daemon thread with the given name. */
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
                    assert executor.isShutdown(); // a closed timer ignores tasks
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
