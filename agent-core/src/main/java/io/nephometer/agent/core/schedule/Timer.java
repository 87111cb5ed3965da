package io.nephometer.agent.core.schedule;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer that runs tasks after a delay. */
public interface Timer extends AutoCloseable {

    /** Schedules a task to run after a delay; does nothing if the timer is closed. */
    void after(Duration delay, Runnable task);

    /** Cancels the tasks that have not started, and waits a few seconds for the running task. */
    @Override
    void close();

    /**
     * Runs a task and reports what it throws, because the executor would discard it: exceptions are logged, and errors
     * are passed to the handler for uncaught exceptions.
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

    /** Creates a timer with its own daemon thread of the given name. */
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
