package io.nephometer.publisher.mqtt.link;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The output stream to a broker. The stream runs a callback before each write. Until the broker has answered, a write
 * does not report that the link has ended, because a failed write would hide the reason that a subsequent read reports.
 */
final class BrokerOutputStream extends FilterOutputStream {

    private final Runnable onWrite;
    private final AtomicBoolean answered;

    BrokerOutputStream(OutputStream out, Runnable onWrite, AtomicBoolean answered) {
        super(out);
        this.onWrite = onWrite;
        this.answered = answered;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        onWrite.run();
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) { // includes a SocketException, also from TLS
            if (answered.get()) {
                throw e;
            }
        }
    }
}
