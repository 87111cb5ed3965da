package io.nephometer.hypervisor.libvirt.pool;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread with a connection of its own, which it opens when it needs one and which nobody else touches. */
final class ConnectionWorker<C extends AutoCloseable> {

    private final Callable<C> connector;
    private final ThreadPoolExecutor thread;
    private volatile boolean retired;
    private C connection;

    ConnectionWorker(Callable<C> connector, ThreadFactory threads) {
        this.connector = connector;
        this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    }

    <T> Future<T> ask(ConnectionCall<C, T> question) {
        return thread.submit(() -> answer(question));
    }

    /** Closes the connection and ends the thread as soon as a question that is being asked lets it; then does the rest. */
    synchronized void retire(Runnable rest) {
        if (!retired) {
            retired = true;
            thread.execute(() -> {
                drop();
                rest.run();
            });
            thread.shutdown();
        }
    }

    void awaitEnd(Duration limit) throws InterruptedException {
        thread.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    private <T> T answer(ConnectionCall<C, T> question) throws Exception {
        if (connection != null) {
            try {
                return question.ask(connection);
            } catch (Exception e) { // perhaps the daemon restarted since the last question: only a new connection tells
                drop();
            }
        }
        if (retired) {
            throw new CancellationException("nobody waits for the answer any more");
        }
        connection = connector.call();
        try {
            return question.ask(connection);
        } catch (Exception e) {
            drop();
            throw e;
        }
    }

    private void drop() {
        C dropped = connection;
        connection = null;
        if (dropped != null) {
            try {
                dropped.close();
            } catch (Exception e) {
                // whether it could be closed or not, nobody uses it again
            }
        }
    }
}
