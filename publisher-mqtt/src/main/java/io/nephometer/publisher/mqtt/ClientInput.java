package io.nephometer.publisher.mqtt;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a broker says, silent until the client has spoken. Paho starts its threads one after the other and waits until
 * each runs; one that has already ended, because the broker hung up at once, it would wait for without end.
 */
final class ClientInput extends FilterInputStream {

    private static final int CONNACK = 0x20;
    private static final int TLS_ALERT = 0x15;

    private final CountDownLatch spoken;
    private final AtomicBoolean answered;
    private final boolean secured;

    /**
     * @param answered becomes true when the broker says its first word
     * @param secured whether this comes over TLS
     */
    ClientInput(InputStream in, CountDownLatch spoken, AtomicBoolean answered, boolean secured) {
        super(new BufferedInputStream(in));
        this.spoken = spoken;
        this.answered = answered;
        this.secured = secured;
    }

    @Override
    public int read() throws IOException {
        awaitSpoken();
        return answered.get() ? super.read() : first();
    }

    /** The first byte of the first packet, which Paho reads alone, and takes for MQTT whatever it is. */
    private int first() throws IOException {
        int first = firstOrEnd();
        if (!secured && (first < 0 || first == TLS_ALERT)) {
            throw new IOException(
                    "the connection was closed without an answer: is this the broker's port for mqtts://?");
        }
        if (first >= 0 && first != CONNACK) {
            throw new IOException("what listens there is not an MQTT broker");
        }
        answered.set(first >= 0);
        return first;
    }

    private int firstOrEnd() throws IOException {
        try {
            return super.read();
        } catch (SocketException e) { // hung up on
            return -1;
        }
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        awaitSpoken();
        return super.read(to, offset, length);
    }

    @Override
    public int available() throws IOException {
        return spoken.getCount() > 0 ? 0 : super.available();
    }

    private void awaitSpoken() throws IOException {
        try {
            if (!spoken.await(100, TimeUnit.MILLISECONDS)) {
                throw new SocketTimeoutException(); // for the client: nothing yet
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
