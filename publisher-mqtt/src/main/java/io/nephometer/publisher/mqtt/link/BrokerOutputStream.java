package io.nephometer.publisher.mqtt.link;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the client says to a broker; reports each time that it speaks. Until the broker has answered it hides from a writer
 * that the link has ended: the reader learns why, and a writer that fails first would hide that from the client.
 */
final class BrokerOutputStream extends FilterOutputStream {

    private final Runnable speaks;
    private final AtomicBoolean answered;

    BrokerOutputStream(OutputStream out, Runnable speaks, AtomicBoolean answered) {
        super(out);
        this.speaks = speaks;
        this.answered = answered;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        speaks.run();
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) { // the JDK's TLS throws a SocketException, too
            if (answered.get()) {
                throw e;
            }
        }
    }
}
