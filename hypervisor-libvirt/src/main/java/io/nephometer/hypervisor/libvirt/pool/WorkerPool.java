package io.nephometer.hypervisor.libvirt.pool;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Runs calls that may never return, enforcing a deadline for each call. A worker whose call is late is abandoned
 * together with its connection; the worker ends when the call returns. An abandoned worker counts toward the pool's
 * limit until it ends, so the number of hanging calls never exceeds the limit.
 */
public final class WorkerPool<C extends AutoCloseable> implements AutoCloseable {

    static final int MAX_WORKERS = 3;

    private static final Duration MAX_CLOSE = Duration.ofSeconds(2);

    private final Callable<C> connector;
    private final Duration timeout;
    private final LongSupplier nanos;
    private final Semaphore free = new Semaphore(MAX_WORKERS, true);
    private final AtomicInteger abandoned = new AtomicInteger();
    private final AtomicInteger threads = new AtomicInteger();

    // guarded by this
    private final Set<ConnectionWorker<C>> living = new HashSet<>();
    private final Deque<ConnectionWorker<C>> idle = new ArrayDeque<>();
    private volatile boolean closed;
    private volatile long retired;

    /**
     * @param timeout the time limit that applies first to waiting for a free worker and then to waiting for the answer
     */
    public WorkerPool(Callable<C> connector, Duration timeout, LongSupplier nanos) {
        this.connector = connector;
        this.timeout = timeout;
        this.nanos = nanos;
    }

    /** A call that is run by a worker. This object may be used only by the thread that started the call. */
    final class Call<T> {

        private final ConnectionWorker<C> worker;
        private final Future<T> answer;
        private boolean over;

        private Call(ConnectionWorker<C> worker, Future<T> answer) {
            this.worker = worker;
            this.answer = answer;
        }

        /**
         * Waits for the answer to the call. Returns an empty {@code Optional} if no answer arrives within the limit.
         */
        Optional<T> await(Duration limit) throws InterruptedIOException, ExecutionException {
            try {
                T value = answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
                end();
                return Optional.of(value);
            } catch (ExecutionException e) {
                end();
                throw e;
            } catch (TimeoutException e) {
                return Optional.empty();
            } catch (InterruptedException e) {
                abandon(() -> {});
                throw interrupted();
            }
        }

        /** Abandons the call unless it has already ended. The action is run when the abandoned call returns. */
        void abandon(Runnable action) {
            if (!over) {
                over = true;
                WorkerPool.this.abandon(worker, action);
            }
        }

        private void end() {
            over = true;
            release(worker);
        }
    }

    /**
     * Runs a call and returns its answer.
     *
     * @throws ExecutionException if the call failed, with the underlying failure as the cause
     */
    public <T> T run(ConnectionCall<C, T> task) throws IOException, ExecutionException {
        Call<T> call = start(task);
        Optional<T> answer = call.await(timeout);
        call.abandon(() -> {}); // unless it has answered
        return answer.orElseThrow(() -> late(timeout));
    }

    /**
     * Starts a call. The answer to the call must not be null. The caller must either wait for the call to end or
     * abandon the call.
     */
    <T> Call<T> start(ConnectionCall<C, T> task) throws IOException {
        awaitFree();
        ConnectionWorker<C> worker = idleOrNew();
        return new Call<>(worker, submit(worker, task));
    }

    static IOException late(Duration limit) {
        return new IOException("libvirt did not answer within " + limit.toSeconds() + " s");
    }

    /** Returns the number of abandoned calls that have not yet returned. */
    public int abandoned() {
        return abandoned.get();
    }

    /** Rejects new calls from now on but allows running calls to finish. */
    public void retire() {
        for (ConnectionWorker<C> worker : closing()) {
            worker.retire(() -> {});
        }
    }

    /**
     * Waits for all running calls to finish, but stops waiting no later than two seconds after the pool was retired.
     */
    @Override
    public void close() {
        retire();
        Duration limit = timeout.compareTo(MAX_CLOSE) < 0 ? timeout : MAX_CLOSE;
        long end = retired + limit.toNanos();
        try {
            for (ConnectionWorker<C> worker : closing()) {
                worker.awaitEnd(Duration.ofNanos(end - nanos.getAsLong()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitFree() throws IOException {
        if (closed) {
            throw new IOException("the agent's access to libvirt is stopped");
        }
        try {
            boolean allHang = abandoned.get() == MAX_WORKERS;
            if (allHang || !free.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException(
                        MAX_WORKERS + " calls to libvirt hang; no more calls are made until one of them returns");
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private synchronized ConnectionWorker<C> idleOrNew() {
        ConnectionWorker<C> worker = idle.poll();
        if (worker == null) {
            worker = new ConnectionWorker<>(connector, this::newThread);
            living.add(worker);
        }
        return worker;
    }

    private Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "nephometer-libvirt-" + threads.incrementAndGet());
        thread.setDaemon(true);
        // the caller's class loader would keep the caller's bundle in memory
        thread.setContextClassLoader(WorkerPool.class.getClassLoader());
        return thread;
    }

    private <T> Future<T> submit(ConnectionWorker<C> worker, ConnectionCall<C, T> task) throws IOException {
        try {
            return worker.submit(task);
        } catch (RejectedExecutionException | OutOfMemoryError e) { // closed meanwhile, or no thread can be created
            end(worker);
            throw new IOException("no thread to call libvirt: " + e.getMessage(), e);
        }
    }

    private synchronized void release(ConnectionWorker<C> worker) {
        if (closed) {
            worker.retire(() -> {});
        } else {
            idle.push(worker);
        }
        free.release();
    }

    private void abandon(ConnectionWorker<C> worker, Runnable action) {
        abandoned.incrementAndGet();
        worker.retire(() -> {
            abandoned.decrementAndGet();
            end(worker);
            action.run();
        });
    }

    private synchronized void end(ConnectionWorker<C> worker) {
        living.remove(worker);
        free.release();
    }

    private synchronized List<ConnectionWorker<C>> closing() {
        if (!closed) {
            closed = true;
            retired = nanos.getAsLong();
        }
        idle.clear();
        return List.copyOf(living);
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while waiting for libvirt");
    }
}
