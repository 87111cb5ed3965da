package io.nephometer.agent.core.polling;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.health.HealthKey;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * What the calls of one plugin go through, so that it can harm nobody but itself: one call at a time, on a thread of its
 * own, with a deadline; and after three failures in a row a rest, twice as long after each further one.
 */
final class Lane {

    private static final int PATIENCE = 3;
    private static final int MOST_DOUBLINGS = 20;
    private static final Duration LONGEST_REST = Duration.ofMinutes(10);

    private final HealthKey key;
    private final Plugin<?> plugin;
    private final Duration interval;
    private final Duration deadline;
    private final Executor threads;
    private final Health health;

    // guarded by this
    private boolean busy;
    private int failures;
    private long restsUntil;

    /** @param interval of the calls */
    Lane(HealthKey key, Plugin<?> plugin, Duration interval, Duration deadline, Executor threads, Health health) {
        this.key = key;
        this.plugin = plugin;
        this.interval = interval;
        this.deadline = deadline;
        this.threads = threads;
        this.health = health;
    }

    boolean isOf(Plugin<?> other) {
        return plugin == other;
    }

    synchronized boolean isBusy() {
        return busy;
    }

    /** For how long it is still to rest. */
    synchronized Duration rest() {
        long left = failures < PATIENCE ? 0 : restsUntil - System.nanoTime();
        return left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
    }

    /**
     * Does some of the plugin's work, unless the lane is busy or rests. After the deadline the result is empty and the thread
     * interrupted; until it returns the lane is busy.
     *
     * @param judge says whether the plugin {@link #worked} or {@link #failed} where the work threw nothing
     * @return empty if it was not done, or threw; then {@link Health} tell why
     */
    <T> CompletableFuture<Optional<T>> call(Callable<T> work, Consumer<T> judge) {
        synchronized (this) {
            if (busy || !rest().isZero()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            busy = true;
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        Runner<T> runner = new Runner<>(work, result);
        try {
            threads.execute(runner);
        } catch (RuntimeException | OutOfMemoryError e) { // stopped meanwhile, or there can be no more threads
            free();
            result.completeExceptionally(new IOException("no thread to call it on: " + e, e));
        }
        return result.orTimeout(deadline.toNanos(), TimeUnit.NANOSECONDS).handle((value, thrown) -> {
            if (thrown == null) {
                judge.accept(value);
            } else {
                runner.interrupt();
                judge(thrown);
            }
            return Optional.ofNullable(value);
        });
    }

    /** An IOException is nobody's fault, and brings no rest. */
    private void judge(Throwable thrown) {
        if (thrown instanceof TimeoutException) {
            failed(new IOException("did not return within " + deadline.toMillis() / 1000.0 + " s"));
        } else if (threads instanceof ExecutorService pool && pool.isShutdown()) {
            return; // it was interrupted because the agent stops
        } else if (thrown instanceof IOException reason) {
            health.failed(key, reason);
        } else { // the plugin's bug, a missing class included
            tire(thrown instanceof OutOfMemoryError ? MOST_DOUBLINGS : 1); // that harms all: not soon again
            health.failed(key, thrown);
        }
    }

    void worked() {
        recover();
        health.recovered(key);
    }

    /** It did, and not all is well. */
    void worked(IOException but) {
        recover();
        health.failed(key, but);
    }

    /** The plugin is to blame for what went wrong: it rests if that happens again and again. */
    void failed(IOException reason) {
        tire(1);
        health.failed(key, reason);
    }

    private synchronized void recover() {
        failures = 0;
    }

    private synchronized void tire(int by) {
        failures += by;
        int doublings = Math.min(MOST_DOUBLINGS, Math.max(0, failures - PATIENCE + 1));
        Duration rest = interval.multipliedBy(1L << doublings);
        restsUntil = System.nanoTime() + (rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST).toNanos();
    }

    private synchronized void free() {
        busy = false;
    }

    /** A call on its thread. */
    private final class Runner<T> implements Runnable {

        private final Callable<T> work;
        private final CompletableFuture<T> result;
        private Thread thread;

        Runner(Callable<T> work, CompletableFuture<T> result) {
            this.work = work;
            this.result = result;
        }

        @Override
        public void run() {
            Thread current = Thread.currentThread();
            String idle = current.getName();
            current.setName("nephometer-" + key);
            begun(current);
            T value = null;
            Throwable thrown = null;
            try {
                value = work.call();
            } catch (Throwable any) { // whatever a plugin throws is for the one who asked
                thrown = any;
            }
            ended();
            current.setName(idle);
            free();
            if (thrown == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(thrown);
            }
        }

        private synchronized void begun(Thread current) {
            thread = current;
        }

        /** An interruption that comes too late must not meet the next who uses the thread. */
        private synchronized void ended() {
            thread = null;
            Thread.interrupted();
        }

        synchronized void interrupt() {
            if (thread != null) {
                thread.interrupt();
            }
        }
    }
}
