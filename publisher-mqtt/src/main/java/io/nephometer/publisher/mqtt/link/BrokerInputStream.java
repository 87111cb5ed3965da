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
 * The input stream from a broker. The stream delivers no data until the client has sent something. Paho starts its
 * threads one after another and waits until each thread is running. If reads were not delayed and the broker closed the
 * connection immediately, Paho would wait forever for a thread that has already ended. Paho also allocates memory for a
 * packet of any announced length, so this stream ends the connection if a packet is too large.
 */
final class BrokerInputStream extends FilterInputStream {

    private static final int CONNACK = 0x20;
    private static final int TLS_ALERT = 0x15;
    private static final int MAX_LENGTH_BITS = 28;

    private final CountDownLatch sent;
    private final AtomicBoolean answered;
    private final boolean tls;
    private final int maxPacketBytes;

    // the following fields are the state of the packet that is being read
    private boolean isInLength;
    private int length;
    private int bits; // the number of bits of the packet's length that have been read
    private int left; // the remaining bytes of the packet's body

    /**
     * @param answered a flag that is set when the broker sends its first byte
     * @param tls whether the connection uses TLS
     * @param maxPacketBytes the maximum size of a packet in bytes; a larger packet ends the connection
     */
    BrokerInputStream(InputStream in, CountDownLatch sent, AtomicBoolean answered, boolean tls, int maxPacketBytes) {
        super(new BufferedInputStream(in));
        this.sent = sent;
        this.answered = answered;
        this.tls = tls;
        this.maxPacketBytes = maxPacketBytes;
    }

    @Override
    public int read() throws IOException {
        awaitSent();
        int octet = answered.get() ? super.read() : first();
        if (octet >= 0) {
            track(octet);
        }
        return octet;
    }

    private void track(int octet) throws IOException {
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
            if (length > maxPacketBytes || isInLength && bits == MAX_LENGTH_BITS) {
                throw new IOException("a packet of more than " + maxPacketBytes
                        + " bytes is announced: what listens there is not an MQTT broker, or a message is too large");
            }
            left = isInLength ? 0 : length;
        }
    }

    /**
     * Reads, checks and returns the first byte of the first packet. Paho reads the first byte of a packet separately
     * and does not check whether the byte belongs to an MQTT packet.
     */
    private int first() throws IOException {
        int first = firstOrEnd();
        if (!tls && (first < 0 || first == TLS_ALERT)) {
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
        } catch (SocketException e) { // closed by the broker
            return -1;
        }
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        awaitSent();
        int count = super.read(to, offset, length);
        for (int i = 0; i < count; i++) {
            track(to[offset + i] & 0xFF);
        }
        return count;
    }

    @Override
    public int available() throws IOException {
        return sent.getCount() > 0 ? 0 : super.available();
    }

    private void awaitSent() throws IOException {
        try {
            if (!sent.await(100, TimeUnit.MILLISECONDS)) {
                throw new SocketTimeoutException(); // Paho interprets this as no data yet
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
