package io.nephometer.hypervisor.libvirt.pool;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread with a dedicated connection that is opened on demand. */
final class ConnectionWorker<C extends AutoCloseable> {

    private final Callable<C> connector;
    private final ThreadPoolExecutor thread;
    private volatile boolean retired;
    private C connection;

    ConnectionWorker(Callable<C> connector, ThreadFactory threads) {
        this.connector = connector;
        this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    }

    <T> Future<T> submit(ConnectionCall<C, T> call) {
        return thread.submit(() -> run(call));
    }

    /** Closes the connection, runs the action and ends the thread once the running call, if any, has returned. */
    synchronized void retire(Runnable action) {
        if (!retired) {
            retired = true;
            thread.execute(() -> {
                closeConnection();
                action.run();
            });
            thread.shutdown();
        }
    }

    void awaitEnd(Duration timeout) throws InterruptedException {
        thread.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    private <T> T run(ConnectionCall<C, T> call) throws Exception {
        if (connection != null) {
            try {
                return call.run(connection);
            } catch (Exception e) { // the daemon may have restarted since the last call: a new connection is tried
                closeConnection();
            }
        }
        if (retired) {
            throw new CancellationException("the caller no longer waits for the answer");
        }
        connection = connector.call();
        try {
            return call.run(connection);
        } catch (Exception e) {
            closeConnection();
            throw e;
        }
    }

    private void closeConnection() {
        C closing = connection;
        connection = null;
        if (closing != null) {
            try {
                closing.close();
            } catch (Exception e) {
                // the connection is not used again, whether it was closed or not
            }
        }
    }
}
