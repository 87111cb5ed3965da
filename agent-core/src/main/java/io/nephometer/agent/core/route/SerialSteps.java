package io.nephometer.agent.core.route;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Runs the steps of an owner one after the other, on the thread that calls {@link #go} or ends the previous step. */
public final class SerialSteps {

    /** A piece of work that may end later, on any thread; it then runs the argument once. */
    @FunctionalInterface
    public interface Step {
        void begin(Runnable done);
    }

    private static final Logger LOG = System.getLogger("nephometer.delivery");

    private final Object owner;
    private final Executor threads;
    private final Supplier<Step> next;
    private boolean isBusy; // guarded by the owner

    /**
     * @param owner whose lock is held while the next step is chosen, and not while the step runs
     * @param next returns the next step; null if nothing can be done now
     */
    public SerialSteps(Object owner, Executor threads, Supplier<Step> next) {
        this.owner = owner;
        this.threads = threads;
        this.next = next;
    }

    /** Runs all steps that can be run now. If one is running already, the others follow when it has ended. */
    public void go() {
        for (Step step = take(); step != null; step = take()) {
            Doing doing = new Doing();
            try {
                step.begin(doing::end);
            } catch (RuntimeException bug) {
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
        private boolean isBegun; // read by the beginner only

        void end() {
            if (isOver.getAndSet(true)) {
                return;
            }
            synchronized (owner) {
                isBusy = false;
            }
            if (Thread.currentThread() != beginner || isBegun) { // otherwise the loop above continues
                go();
            }
        }
    }

    /**
     * Runs a task, then {@code done}.
     *
     * @param onPool whether to run them on a thread of the pool, because the task may take long
     */
    public void run(boolean onPool, Runnable task, Runnable done) {
        Runnable both = () -> {
            try {
                task.run();
            } catch (RuntimeException bug) {
                LOG.log(Level.ERROR, "a step of a route or sink failed: " + bug, bug);
            }
            done.run();
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
