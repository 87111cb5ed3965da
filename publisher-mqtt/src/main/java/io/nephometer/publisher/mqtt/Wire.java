package io.nephometer.publisher.mqtt;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The TCP connection under TLS. Until the broker has answered it does not tell a writer that it is broken: TLS would stop
 * there, and never read why the broker hung up. Whoever reads learns of it.
 */
final class Wire extends Socket {

    private final AtomicBoolean answered;

    Wire(AtomicBoolean answered) {
        this.answered = answered;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(super.getOutputStream()) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    out.write(bytes, offset, length);
                } catch (SocketException e) {
                    if (answered.get() || isClosed()) {
                        throw e;
                    }
                }
            }
        };
    }
}
