package io.nephometer.agent.core.route;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A thread that runs a courier's rounds until the thread is closed. If the thread cannot be closed because a call to
 * the publisher or the disk hangs, the thread is abandoned.
 */
final class CourierThread {

    /** One round of a courier's work. */
    interface Round {
        /** Runs the round and returns how long to pause before the next round. */
        Duration run() throws InterruptedException;
    }

    /** A call that may hang. */
    interface Call<R, E extends Exception> {
        R run() throws E, InterruptedException;
    }

    private final Round round;
    private final Runnable release;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);

    // guarded by this
    private boolean isCalling;
    private boolean isAbandoned;

    /** @param release the action to run once the thread has ended or has been abandoned */
    CourierThread(String name, Round round, Runnable release) {
        this.round = round;
        this.release = release;
        this.thread = new Thread(this::work, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void work() {
        try {
            Duration pause = Duration.ZERO;
            while (!isClosingAfter(pause)) {
                pause = round.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the courier is being closed
        } finally {
            if (!isAbandoned()) {
                release.run();
            }
        }
    }

    /**
     * Runs the given call, which may hang, and returns its result.
     *
     * @throws InterruptedException if the call was interrupted, if the thread is being closed, or if the thread was
     *     abandoned during the call
     */
    <R, E extends Exception> R call(Call<R, E> call) throws E, InterruptedException {
        beginCall();
        try {
            return call.run();
        } finally {
            endCall();
        }
    }

    /** Waits and returns whether the courier is being closed. A stray interrupt only ends the wait. */
    private boolean isClosingAfter(Duration pause) {
        try {
            return closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return isClosing();
        }
    }

    boolean isClosing() {
        return closing.getCount() == 0;
    }

    private synchronized void beginCall() throws InterruptedException {
        if (isClosing()) {
            throw new InterruptedException("the courier is being closed");
        }
        isCalling = true;
    }

    private synchronized void endCall() throws InterruptedException {
        isCalling = false;
        if (isAbandoned) {
            throw new InterruptedException("the courier is closed");
        }
    }

    private synchronized boolean isAbandoned() {
        return isAbandoned;
    }

    /**
     * Interrupts the thread and waits for the thread to end. If a call is still hanging when the time limit expires,
     * the thread is abandoned.
     */
    void close(Duration limit) {
        closing.countDown();
        thread.interrupt();
        try {
            thread.join(limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            isAbandoned = isCalling;
            if (isAbandoned) {
                release.run();
            }
        }
    }
}
