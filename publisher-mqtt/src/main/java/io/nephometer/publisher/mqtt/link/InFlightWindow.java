package io.nephometer.publisher.mqtt.link;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Limits the number of messages in one delivery that are in flight at the same time. The delivery fails if the broker
 * does not acknowledge any message within the timeout. Only the sending thread waits in this class. The MQTT client's
 * threads merely report acknowledgements and failures.
 */
final class InFlightWindow {

    private static final Duration PAUSE = Duration.ofMillis(10);

    private final int size;
    private final Duration timeout;
    private int inFlight;
    private final LongSupplier nanos;
    private long lastProgress;
    private String failure;
    private Throwable cause;

    /** @param nanos the monotonic clock, in nanoseconds */
    InFlightWindow(int size, Duration timeout, LongSupplier nanos) {
        this.size = size;
        this.timeout = timeout;
        this.nanos = nanos;
        this.lastProgress = nanos.getAsLong();
    }

    /** Reserves room for one more message, waiting while the window is full. */
    synchronized void enter() throws IOException, InterruptedException {
        awaitInFlight(size - 1);
        if (inFlight++ == 0) {
            lastProgress = nanos.getAsLong(); // no acknowledgement was due before
        }
    }

    /** Waits until no messages are in flight. */
    synchronized void drain() throws IOException, InterruptedException {
        awaitInFlight(0);
    }

    /** Waits briefly. Call this method when the MQTT client has no room for a message although this window has room. */
    synchronized void pause() throws IOException, InterruptedException {
        check();
        wait(PAUSE.toMillis());
        check();
    }

    synchronized void acknowledged() {
        inFlight--;
        lastProgress = nanos.getAsLong();
        notifyAll();
    }

    /** Makes all current and future waits fail. Only the first failure is reported. */
    synchronized void fail(String message, Throwable reason) {
        if (failure == null) {
            failure = message;
            cause = reason;
            notifyAll();
        }
    }

    private void awaitInFlight(int limit) throws IOException, InterruptedException {
        check();
        while (inFlight > limit) {
            wait(Math.max(1, remaining().toMillis()));
            check();
        }
    }

    private void check() throws IOException {
        if (failure != null) {
            throw new IOException(failure, cause);
        }
        if (inFlight > 0 && remaining().isNegative()) {
            throw new IOException("no acknowledgement for " + timeout.toSeconds() + " s", null);
        }
    }

    private Duration remaining() {
        return timeout.minusNanos(nanos.getAsLong() - lastProgress);
    }
}
