package io.nephometer.agent.core.plugin;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.health.HealthKey;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The way in which a plugin is called, so that it can harm nobody but itself: one call at a time, on a thread of its own,
 * with a deadline; and after three failures in a row a rest, twice as long after each further one. A call that takes longer
 * than two intervals is shown while it lasts.
 */
public final class PluginHandle {

    private static final int PATIENCE = 3;
    private static final int MOST_DOUBLINGS = 20;
    private static final Duration LONGEST_REST = Duration.ofMinutes(10);
    private static final Duration LEAST_SHOWN = Duration.ofSeconds(2);

    private final Supplier<HealthKey> key;
    private final Plugin<?> plugin;
    private final CallTerms terms;

    // guarded by this
    private final Set<HealthKey> failing = new HashSet<>();
    private Runner<?> running; // null while there is no call
    private int failures;
    private long restsUntil;
    private boolean forgotten;

    public PluginHandle(HealthKey key, Plugin<?> plugin, CallTerms terms) {
        this(() -> key, plugin, terms);
    }

    /** @param key under which a fault is shown, asked for when there is one */
    public PluginHandle(Supplier<HealthKey> key, Plugin<?> plugin, CallTerms terms) {
        this.key = key;
        this.plugin = plugin;
        this.terms = terms;
    }

    public boolean isOf(Plugin<?> other) {
        return plugin == other;
    }

    /** Whether a call has not returned, one whose deadline is over included. */
    public synchronized boolean isBusy() {
        return running != null;
    }

    /** Whether a call would be made now. */
    public synchronized boolean isReady() {
        return running == null && rest().isZero();
    }

    /** For how long it is still to rest. */
    public synchronized Duration rest() {
        long left = failures < PATIENCE ? 0 : restsUntil - terms.nanos().getAsLong();
        return left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
    }

    /** As {@link #call(Callable, Consumer, Consumer)} for work that has gone well if it throws nothing. */
    public <R> CompletableFuture<Optional<R>> call(Callable<R> work) {
        return call(work, result -> worked());
    }

    /** As {@link #call(Callable, Consumer, Consumer)} for what can be left alone when it is late. */
    public <R> CompletableFuture<Optional<R>> call(Callable<R> work, Consumer<R> judge) {
        return call(work, judge, tooLate -> {});
    }

    /**
     * Does some of the plugin's work, unless it is busy or rests. After the deadline the result is empty and the thread
     * interrupted; until it returns the plugin is busy.
     *
     * @param judge decides whether the plugin {@link #worked} or {@link #failed} where the work threw nothing
     * @param late gets, on the plugin's thread, what is returned after the deadline
     * @return empty if it was not done, threw, or returned null; then {@link Health} has the reason
     */
    public <R> CompletableFuture<Optional<R>> call(Callable<R> work, Consumer<R> judge, Consumer<R> late) {
        CompletableFuture<R> result = new CompletableFuture<>();
        Runner<R> runner = new Runner<>(work, late, result);
        synchronized (this) {
            if (!isReady()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            running = runner;
            if (!forgotten) {
                terms.health().watch(runner);
            }
        }
        CompletableFuture<Optional<R>> answer = result.orTimeout(
                        terms.deadline().toNanos(), TimeUnit.NANOSECONDS)
                .handle((value, thrown) -> {
                    if (thrown == null) {
                        judge.accept(value);
                    } else {
                        runner.interrupt();
                        judge(thrown);
                    }
                    return Optional.ofNullable(value);
                });
        try {
            terms.threads().execute(runner);
        } catch (RuntimeException | OutOfMemoryError e) { // stopped meanwhile, or there can be no more threads
            free(runner);
            result.completeExceptionally(new IOException("no thread to call it on: " + e, e));
        }
        return answer;
    }

    /** Interrupts the call that runs, if any. */
    public void interrupt() {
        Runner<?> runner;
        synchronized (this) {
            runner = running;
        }
        if (runner != null) {
            runner.interrupt();
        }
    }

    /** An IOException is not the plugin's fault, and brings no rest. */
    private void judge(Throwable thrown) {
        if (thrown instanceof TimeoutException) {
            failed(new IOException("did not return within " + terms.deadline().toMillis() / 1000.0 + " s"));
        } else if (terms.threads() instanceof ExecutorService pool && pool.isShutdown()) {
            return; // it was interrupted because the agent stops
        } else if (thrown instanceof IOException reason) {
            synchronized (this) {
                show(terms.texts().of(reason));
            }
        } else {
            failed(thrown);
        }
    }

    public synchronized void worked() {
        failures = 0;
        terms.health().recovered(key.get());
        failing.forEach(terms.health()::recovered);
        failing.clear();
    }

    /** It did, and not all is well. */
    public synchronized void worked(IOException but) {
        failures = 0;
        show(but);
    }

    /** The plugin is to blame for what went wrong: it rests if that happens again and again. */
    public synchronized void failed(IOException reason) {
        tire(1);
        show(reason);
    }

    /** The plugin has a bug, a missing class included. */
    public synchronized void failed(Throwable bug) {
        tire(bug instanceof OutOfMemoryError ? MOST_DOUBLINGS : 1); // that harms all: not soon again
        if (!forgotten) {
            terms.health().failed(failing(), terms.texts().of(bug));
        }
    }

    /** Removes its faults from what is shown, for good: it is not called any more. */
    public synchronized void forget() {
        forgotten = true;
        failing.forEach(terms.health()::forget);
        failing.clear();
        if (running != null) {
            terms.health().unwatch(running);
        }
    }

    private void show(IOException reason) {
        if (!forgotten) {
            terms.health().failed(failing(), reason);
        }
    }

    private HealthKey failing() {
        HealthKey now = key.get();
        failing.add(now);
        return now;
    }

    private void tire(int by) {
        failures += by;
        int doublings = Math.min(MOST_DOUBLINGS, Math.max(0, failures - PATIENCE + 1));
        Duration rest = terms.interval().multipliedBy(1L << doublings);
        restsUntil = terms.nanos().getAsLong() + (rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST).toNanos();
    }

    private synchronized void free(Runner<?> runner) {
        terms.health().unwatch(runner);
        running = null;
    }

    /** A call on its thread. */
    private final class Runner<R> implements Runnable, Health.Watched {

        private final Callable<R> work;
        private final Consumer<R> late;
        private final CompletableFuture<R> result;
        private final long since = terms.nanos().getAsLong();
        private Thread thread;
        private boolean isInterrupted; // perhaps before it has begun, where threads are slow to start

        Runner(Callable<R> work, Consumer<R> late, CompletableFuture<R> result) {
            this.work = work;
            this.late = late;
            this.result = result;
        }

        @Override
        public HealthKey key() {
            return key.get();
        }

        @Override
        public Optional<String> trouble() {
            Duration twoTurns = terms.interval().multipliedBy(2);
            Duration shown = twoTurns.compareTo(LEAST_SHOWN) < 0 ? LEAST_SHOWN : twoTurns;
            Duration lasts = Duration.ofNanos(terms.nanos().getAsLong() - since);
            return lasts.compareTo(shown) < 0
                    ? Optional.empty()
                    : Optional.of("has not returned for " + lasts.toSeconds() + " s");
        }

        @Override
        public void run() {
            Thread current = Thread.currentThread();
            String idle = current.getName();
            current.setName("nephometer-" + key.get());
            begun(current);
            R value = null;
            Throwable thrown = null;
            try {
                value = work.call();
            } catch (Throwable any) { // whatever a plugin throws is for the one who asked
                thrown = any instanceof OutOfMemoryError ? any : terms.texts().of(any);
            }
            ended();
            current.setName(idle);
            free(this);
            if (thrown == null) {
                if (!result.complete(value)) {
                    late.accept(value);
                }
            } else {
                result.completeExceptionally(thrown);
            }
        }

        private synchronized void begun(Thread current) {
            thread = current;
            if (isInterrupted) {
                current.interrupt();
            }
        }

        /** An interruption that comes too late must not meet the next who uses the thread. */
        private synchronized void ended() {
            thread = null;
            Thread.interrupted();
        }

        synchronized void interrupt() {
            isInterrupted = true;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }
}
