package io.nephometer.agent.core.schedule;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs tasks after a delay. */
public interface Timer extends AutoCloseable {

    /** Schedules a task; does nothing if the timer is closed. */
    void after(Duration delay, Runnable task);

    /** Cancels tasks that have not started, and waits a few seconds for the running one. */
    @Override
    void close();

    /**
     * Runs a task and reports what it throws, which the executor would keep to itself: exceptions are logged, errors go
     * to the handler of uncaught exceptions.
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

    /** Returns a timer with its own daemon thread of this name. */
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
