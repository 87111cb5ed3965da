package io.nephometer.agent.core.plugin;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The pool of threads on which plugins are called. The pool is unbounded, because any call may hang. The result of one
 * call often triggers further calls. The thread that completed a call runs the first call that the result triggers;
 * other threads run any further calls, so that unrelated calls never wait for each other.
 */
public final class CallThreads extends ThreadPoolExecutor {

    /** A thread in the pool. */
    private static final class CallThread extends Thread {

        // accessed only by the thread itself
        private boolean isFree; // whether the thread can take the next task
        private Runnable next;

        CallThread(Runnable task) {
            super(task, "nephometer-idle");
            setDaemon(true);
        }

        private Runnable take() {
            Runnable task = next;
            next = null;
            return task;
        }
    }

    public CallThreads() {
        super(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), CallThread::new);
    }

    /**
     * Passes on the result of a call that has returned. If the current thread belongs to the pool, the thread itself
     * runs the first task that {@code receivers} submits to the pool, as soon as {@code receivers} has returned.
     *
     * @param receivers the task that passes on the result without blocking
     */
    static void passOn(Runnable receivers) {
        if (!(Thread.currentThread() instanceof CallThread current)) {
            receivers.run();
            return;
        }
        current.isFree = true;
        try {
            receivers.run();
        } finally {
            current.isFree = false;
        }
    }

    @Override
    public void execute(Runnable task) {
        if (Thread.currentThread() instanceof CallThread current && current.isFree) {
            current.isFree = false;
            current.next = task;
        } else {
            super.execute(task);
        }
    }

    @Override
    protected void afterExecute(Runnable task, Throwable thrown) {
        CallThread current = (CallThread) Thread.currentThread();
        for (Runnable next = current.take(); next != null; next = current.take()) {
            try {
                next.run();
            } catch (Throwable bug) { // caught here, because this task may have left another one to run
                current.getUncaughtExceptionHandler().uncaughtException(current, bug);
            }
        }
    }
}
