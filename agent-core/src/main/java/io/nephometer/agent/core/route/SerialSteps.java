package io.nephometer.agent.core.route;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Does one thing after the other for an owner, on whichever thread comes by, and never two at once. */
public final class SerialSteps {

    /** Begins something; it runs the argument once when that has ended, on any thread. */
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
     * @param owner whose lock is held while the next step is chosen, and not while it is done
     * @param next what is to be done now, null if nothing can be
     */
    public SerialSteps(Object owner, Executor threads, Supplier<Step> next) {
        this.owner = owner;
        this.threads = threads;
        this.next = next;
    }

    /** Does what can be done now, unless something is being done: then that is followed by the rest. */
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

    /** A step while it is done. */
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
     * Does something, and then the rest.
     *
     * @param far on a thread of its own, for it may take a while
     */
    public void run(boolean far, Runnable task, Runnable done) {
        Runnable both = () -> {
            try {
                task.run();
            } catch (RuntimeException bug) {
                LOG.log(Level.ERROR, "a step of a route or sink failed: " + bug, bug);
            }
            done.run();
        };
        try {
            if (far) {
                threads.execute(both);
                return;
            }
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the agent stops");
        }
        both.run();
    }
}
