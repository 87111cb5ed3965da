package io.nephometer.publisher.mqtt.link;

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
 * each runs; one that has already ended, because the broker hung up at once, it would wait for without end. Paho also
 * makes room for a packet of any length that is announced: one that no broker sends to a client without subscriptions
 * ends the connection here.
 */
final class BrokerInputStream extends FilterInputStream {

    private static final int CONNACK = 0x20;
    private static final int TLS_ALERT = 0x15;
    private static final int MOST_BYTES = 64 * 1024; // of a packet; an acknowledgement has 2
    private static final int MOST_LENGTH_BITS = 28;

    private final CountDownLatch spoken;
    private final AtomicBoolean answered;
    private final boolean secured;

    // of the packet that is being read
    private boolean isInLength;
    private int length;
    private int bits; // of the length that have come
    private int left; // bytes of the body

    /**
     * @param answered becomes true when the broker says its first word
     * @param secured whether this comes over TLS
     */
    BrokerInputStream(InputStream in, CountDownLatch spoken, AtomicBoolean answered, boolean secured) {
        super(new BufferedInputStream(in));
        this.spoken = spoken;
        this.answered = answered;
        this.secured = secured;
    }

    @Override
    public int read() throws IOException {
        awaitSpoken();
        int octet = answered.get() ? super.read() : first();
        if (octet >= 0) {
            passed(octet);
        }
        return octet;
    }

    private void passed(int octet) throws IOException {
        if (left > 0) {
            left--;
        } else if (!isInLength) { // the first byte of a packet
            isInLength = true;
            length = 0;
            bits = 0;
        } else {
            length |= (octet & 0x7F) << bits;
            bits += 7;
            isInLength = (octet & 0x80) != 0;
            if (length > MOST_BYTES || isInLength && bits == MOST_LENGTH_BITS) {
                throw new IOException("what listens there is not an MQTT broker: it announces a packet of more than "
                        + MOST_BYTES + " bytes");
            }
            left = isInLength ? 0 : length;
        }
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
        int count = super.read(to, offset, length);
        for (int i = 0; i < count; i++) {
            passed(to[offset + i] & 0xFF);
        }
        return count;
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
