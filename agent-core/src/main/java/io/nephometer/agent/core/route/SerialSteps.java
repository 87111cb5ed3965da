package io.nephometer.agent.core.route;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Runs the steps of a route or sink one after another. Each step starts on the thread that called {@link #go} or on the
 * thread that ended the previous step.
 */
public final class SerialSteps {

    /**
     * A unit of work that may complete asynchronously on any thread. When the work is complete, the step must run the
     * given task exactly once.
     */
    @FunctionalInterface
    public interface Step {
        void begin(Runnable done);
    }

    private static final Logger LOG = System.getLogger("nephometer.delivery");

    private final Object owner;
    private final Executor threads;
    private final Supplier<Step> next;
    private boolean isBusy; // guarded by the lock of the owner

    /**
     * @param owner the object whose lock is held while the next step is chosen, but not while the step runs
     * @param threads the executor for tasks that may take a long time
     * @param next a supplier that returns the next step, or null if there is nothing to do at the moment
     */
    public SerialSteps(Object owner, Executor threads, Supplier<Step> next) {
        this.owner = owner;
        this.threads = threads;
        this.next = next;
    }

    /**
     * Runs all steps that are ready to run. If a step is already running, the other steps are run once that step has
     * ended.
     */
    public void go() {
        for (Step step = take(); step != null; step = take()) {
            Doing doing = new Doing();
            try {
                step.begin(doing::end);
            } catch (Throwable bug) { // even an Error must not prevent the next steps
                LOG.log(Level.ERROR, "a step of a route or sink failed: " + bug, bug);
                doing.end();
            }
            doing.isBegun = true;
        }
    }

    private Step take() {
        synchronized (owner) {
            Step step = isBusy ? null : next.get();
            isBusy |= step != null;
            return step;
        }
    }

    /** A running step. */
    private final class Doing {

        private final Thread beginner = Thread.currentThread();
        private final AtomicBoolean isOver = new AtomicBoolean();
        private boolean isBegun; // accessed only by the thread that began the step

        void end() {
            if (isOver.getAndSet(true)) {
                return;
            }
            synchronized (owner) {
                isBusy = false;
            }
            if (Thread.currentThread() != beginner || isBegun) { // if not, the loop in go() continues
                go();
            }
        }
    }

    /**
     * Runs a task, followed by {@code done}.
     *
     * @param onPool whether to run both tasks on a pool thread, which is required if the first task may take a long
     *     time
     */
    public void run(boolean onPool, Runnable task, Runnable done) {
        Runnable both = () -> {
            try {
                task.run();
            } catch (Throwable bug) { // for example, because memory is short
                LOG.log(Level.ERROR, "a step of a route or sink failed: " + bug, bug);
            } finally {
                done.run();
            }
        };
        try {
            if (onPool) {
                threads.execute(both);
                return;
            }
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "a step runs on its caller's thread: the agent stops");
        }
        both.run();
    }
}
