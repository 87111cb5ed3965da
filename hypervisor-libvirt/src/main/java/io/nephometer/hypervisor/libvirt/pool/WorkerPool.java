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

/**
 * Asks with a deadline what may never answer. A worker that is late is written off with its connection: it ends when its
 * call returns, and until then it is one of the few that there may be, so that no more calls than these ever hang.
 */
public final class WorkerPool<C extends AutoCloseable> implements AutoCloseable {

    static final int MOST = 3;

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

    private final Callable<C> connector;
    private final Duration timeout;
    private final Semaphore free = new Semaphore(MOST, true);
    private final AtomicInteger writtenOff = new AtomicInteger();
    private final AtomicInteger threads = new AtomicInteger();

    // guarded by this
    private final Set<ConnectionWorker<C>> living = new HashSet<>();
    private final Deque<ConnectionWorker<C>> idle = new ArrayDeque<>();
    private volatile boolean closed;
    private volatile long retired;

    /** @param timeout how long a question waits for a free worker at most, and then for its answer */
    public WorkerPool(Callable<C> connector, Duration timeout) {
        this.connector = connector;
        this.timeout = timeout;
    }

    /** A question that a worker is at. For the one thread that asked it. */
    final class Call<T> {

        private final ConnectionWorker<C> worker;
        private final Future<T> answer;
        private boolean over;

        private Call(ConnectionWorker<C> worker, Future<T> answer) {
            this.worker = worker;
            this.answer = answer;
        }

        /** Empty if there is no answer yet. */
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
                giveUp(() -> {});
                throw interrupted();
            }
        }

        /** Unless it is over; what follows is done when the call returns. */
        void giveUp(Runnable then) {
            if (!over) {
                over = true;
                writeOff(worker, then);
            }
        }

        private void end() {
            over = true;
            giveBack(worker);
        }
    }

    /** @throws ExecutionException if it was asked in vain; its cause tells why */
    public <T> T ask(ConnectionCall<C, T> question) throws IOException, ExecutionException {
        Call<T> call = begin(question);
        Optional<T> answer = call.await(timeout);
        call.giveUp(() -> {}); // unless it has answered
        return answer.orElseThrow(() -> late(timeout));
    }

    /** The answer is never null. The call must be awaited to its end or given up. */
    <T> Call<T> begin(ConnectionCall<C, T> question) throws IOException {
        awaitFree();
        ConnectionWorker<C> worker = idleOrNew();
        return new Call<>(worker, submit(worker, question));
    }

    static IOException late(Duration limit) {
        return new IOException("libvirt did not answer within " + limit.toSeconds() + " s");
    }

    /** How many calls were given up and have not returned. */
    public int writtenOff() {
        return writtenOff.get();
    }

    /** Asks nothing new from now on, and lets what is being asked finish. */
    public void retire() {
        for (ConnectionWorker<C> worker : closing()) {
            worker.retire(() -> {});
        }
    }

    /** Waits for what is being asked, but not for long since it was retired. */
    @Override
    public void close() {
        retire();
        Duration limit = timeout.compareTo(LONGEST_CLOSE) < 0 ? timeout : LONGEST_CLOSE;
        long end = retired + limit.toNanos();
        try {
            for (ConnectionWorker<C> worker : closing()) {
                worker.awaitEnd(Duration.ofNanos(end - System.nanoTime()));
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
            boolean allHang = writtenOff.get() == MOST;
            if (allHang || !free.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException(MOST + " calls to libvirt hang; none is made until one of them returns");
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
        // the asker's would keep the asker's bundle in memory
        thread.setContextClassLoader(WorkerPool.class.getClassLoader());
        return thread;
    }

    private <T> Future<T> submit(ConnectionWorker<C> worker, ConnectionCall<C, T> question) throws IOException {
        try {
            return worker.ask(question);
        } catch (RejectedExecutionException | OutOfMemoryError e) { // closed meanwhile, or there can be no more threads
            end(worker);
            throw new IOException("no thread to ask libvirt: " + e.getMessage(), e);
        }
    }

    private synchronized void giveBack(ConnectionWorker<C> worker) {
        if (closed) {
            worker.retire(() -> {});
        } else {
            idle.push(worker);
        }
        free.release();
    }

    private void writeOff(ConnectionWorker<C> worker, Runnable then) {
        writtenOff.incrementAndGet();
        worker.retire(() -> {
            writtenOff.decrementAndGet();
            end(worker);
            then.run();
        });
    }

    private synchronized void end(ConnectionWorker<C> worker) {
        living.remove(worker);
        free.release();
    }

    private synchronized List<ConnectionWorker<C>> closing() {
        if (!closed) {
            closed = true;
            retired = System.nanoTime();
        }
        idle.clear();
        return List.copyOf(living);
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while libvirt was asked");
    }
}
