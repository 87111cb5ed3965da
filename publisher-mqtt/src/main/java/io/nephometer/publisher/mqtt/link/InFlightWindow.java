package io.nephometer.publisher.mqtt.link;

import java.io.IOException;
import java.time.Duration;

/**
 * How many messages of one delivery are on their way: never more than its size. The broker is given up when it has
 * acknowledged nothing for too long. The sender waits here; the threads of the MQTT client only count and go.
 */
final class InFlightWindow {

    private static final Duration PAUSE = Duration.ofMillis(10);

    private final int size;
    private final Duration patience;
    private int inFlight;
    private long heard = System.nanoTime();
    private String failure;
    private Throwable cause;

    InFlightWindow(int size, Duration patience) {
        this.size = size;
        this.patience = patience;
    }

    /** Waits for room for one more message and takes it. */
    synchronized void enter() throws IOException, InterruptedException {
        awaitAtMost(size - 1);
        if (inFlight++ == 0) {
            heard = System.nanoTime(); // there was nothing to acknowledge before
        }
    }

    /** Waits until nothing is on its way. */
    synchronized void drain() throws IOException, InterruptedException {
        awaitAtMost(0);
    }

    /** Waits a little, for a client that has no room although this window has. */
    synchronized void pause() throws IOException, InterruptedException {
        check();
        wait(PAUSE.toMillis());
        check();
    }

    synchronized void acknowledged() {
        inFlight--;
        heard = System.nanoTime();
        notifyAll();
    }

    /** Whoever waits, or will, learns of it. The first failure is the one that counts. */
    synchronized void fail(String why, Throwable reason) {
        if (failure == null) {
            failure = why;
            cause = reason;
            notifyAll();
        }
    }

    private void awaitAtMost(int messages) throws IOException, InterruptedException {
        check();
        while (inFlight > messages) {
            wait(Math.max(1, remaining().toMillis()));
            check();
        }
    }

    private void check() throws IOException {
        if (failure != null) {
            throw new IOException(failure, cause);
        }
        if (inFlight > 0 && remaining().isNegative()) {
            throw new IOException("no acknowledgement for " + patience.toSeconds() + " s", null);
        }
    }

    private Duration remaining() {
        return patience.minusNanos(System.nanoTime() - heard);
    }
}
