package io.nephometer.agent.core.plugin;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.view.HealthKey;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
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
 * Calls a plugin and isolates the agent from the plugin's faults: only one call runs at a time, with a deadline, on a
 * thread that may hang. After three consecutive failures, the plugin rests; each further failure doubles the rest
 * period, up to a maximum. The agent's status shows any call that has run for more than two intervals. Thread-safe.
 */
public final class PluginHandle {

    private static final int FAILURES_BEFORE_REST = 3;
    private static final int MAX_DOUBLINGS = 20;
    private static final Duration MAX_REST = Duration.ofMinutes(10);
    private static final Duration MIN_SHOWN = Duration.ofSeconds(2);

    private final Supplier<HealthKey> key;
    private final Plugin<?> plugin;
    private final CallTerms terms;

    // guarded by this
    private final Set<HealthKey> failing = new HashSet<>();
    private Runner<?> running; // null while no call is running
    private int failures;
    private long restsUntil;
    private boolean forgotten;

    public PluginHandle(HealthKey key, Plugin<?> plugin, CallTerms terms) {
        this(() -> key, plugin, terms);
    }

    /** @param key the supplier of the key under which failures are reported */
    public PluginHandle(Supplier<HealthKey> key, Plugin<?> plugin, CallTerms terms) {
        this.key = key;
        this.plugin = plugin;
        this.terms = terms;
    }

    public boolean isOf(Plugin<?> other) {
        return plugin == other;
    }

    /** Returns whether a call is running, including a call that is past its deadline. */
    public synchronized boolean isBusy() {
        return running != null;
    }

    /** Returns whether {@link #call} would call the plugin now. */
    public synchronized boolean isReady() {
        return running == null && rest().isZero();
    }

    /** Returns the time left in the plugin's rest period, or zero if the plugin is not resting. */
    public synchronized Duration rest() {
        long left =
                failures < FAILURES_BEFORE_REST ? 0 : restsUntil - terms.nanos().getAsLong();
        return left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
    }

    /** Calls the plugin. A call that throws no exception is recorded as a success. */
    public <R> CompletableFuture<Optional<R>> call(Callable<R> work) {
        return call(work, result -> worked());
    }

    /** Calls the plugin as {@link #call(Callable, Consumer, Consumer)} does, but ignores late results. */
    public <R> CompletableFuture<Optional<R>> call(Callable<R> work, Consumer<R> judge) {
        return call(work, judge, tooLate -> {});
    }

    /**
     * Runs a task that calls the plugin, unless the plugin is busy or resting. At the deadline, the future completes
     * with an empty result and the thread is interrupted; the plugin stays busy until the task returns.
     *
     * @param judge the callback that classifies the result by calling {@link #worked} or {@link #failed}
     * @param late the callback that runs on the plugin's thread and receives any result returned after the deadline
     * @return a future that completes with the result, or with an empty result if the task was not run, threw an
     *     exception, returned null, or exceeded the deadline
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
                })
                .exceptionally(
                        bug -> { // for example, because memory is short
                            failed(bug);
                            return Optional.empty();
                        });
        try {
            terms.threads().execute(runner);
        } catch (RuntimeException | OutOfMemoryError e) { // the agent is stopping, or the system has no more threads
            free(runner);
            result.completeExceptionally(new IOException("no thread to call it on: " + e, e));
        }
        return answer;
    }

    /** Interrupts the running call, if any. */
    public void interrupt() {
        Runner<?> runner;
        synchronized (this) {
            runner = running;
        }
        if (runner != null) {
            runner.interrupt();
        }
    }

    /**
     * Records a failure according to the type of the exception. An IOException is not considered the plugin's fault and
     * does not cause a rest period.
     */
    private void judge(Throwable thrown) {
        if (thrown instanceof TimeoutException) {
            failed(new IOException("did not return within " + terms.deadline().toMillis() / 1000.0 + " s"));
        } else if (terms.threads() instanceof ExecutorService pool && pool.isShutdown()) {
            return; // interrupted because the agent is stopping
        } else if (thrown instanceof IOException reason) {
            synchronized (this) {
                show(terms.texts().of(reason));
            }
        } else {
            failed(thrown);
        }
    }

    /** Records a successful call. */
    public synchronized void worked() {
        failures = 0;
        terms.health().recovered(key.get());
        failing.forEach(terms.health()::recovered);
        failing.clear();
    }

    /** Records a successful call but reports a problem with its result. */
    public synchronized void worked(IOException objection) {
        failures = 0;
        show(objection);
    }

    /** Records a failure that is the plugin's fault. After several such failures in a row, the plugin rests. */
    public synchronized void failed(IOException reason) {
        countFailures(1);
        show(reason);
    }

    /** Records a bug in the plugin, such as a missing class. */
    public synchronized void failed(Throwable bug) {
        countFailures(bug instanceof OutOfMemoryError ? MAX_DOUBLINGS : 1); // a lack of memory affects the whole agent
        if (!forgotten) {
            terms.health().failed(failing(), terms.texts().of(bug));
        }
    }

    /** Permanently clears the plugin's reported failures. Call this method when the plugin is no longer used. */
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

    private void countFailures(int more) {
        failures += more;
        int doublings = Math.min(MAX_DOUBLINGS, Math.max(0, failures - FAILURES_BEFORE_REST + 1));
        Duration rest = terms.interval().multipliedBy(1L << doublings);
        restsUntil = terms.nanos().getAsLong() + (rest.compareTo(MAX_REST) < 0 ? rest : MAX_REST).toNanos();
    }

    private synchronized void free(Runner<?> runner) {
        terms.health().unwatch(runner);
        running = null;
    }

    /** A single call and the thread on which it runs. */
    private final class Runner<R> implements Runnable, Health.Watched {

        private final Callable<R> work;
        private final Consumer<R> late;
        private final CompletableFuture<R> result;
        private final long since = terms.nanos().getAsLong();
        private Thread thread;
        private boolean isInterrupted; // possibly before the thread has begun

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
        public Optional<String> problem() {
            Duration shown = Collections.max(List.of(MIN_SHOWN, terms.interval().multipliedBy(2)));
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
            Runnable answer = answer();
            ended();
            current.setName(idle);
            free(this);
            CallThreads.passOn(answer);
        }

        private Runnable answer() {
            try {
                R value = work.call();
                return () -> {
                    if (!result.complete(value)) {
                        late.accept(value);
                    }
                };
            } catch (Throwable any) { // the caller gets whatever the plugin throws
                Throwable thrown =
                        any instanceof OutOfMemoryError ? any : terms.texts().of(any);
                return () -> result.completeExceptionally(thrown);
            }
        }

        private synchronized void begun(Thread current) {
            thread = current;
            if (isInterrupted) {
                current.interrupt();
            }
        }

        /** Clears an interrupt that arrived late, so that it does not affect the next call on the same thread. */
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
