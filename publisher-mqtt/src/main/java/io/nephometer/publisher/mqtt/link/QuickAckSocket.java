package io.nephometer.publisher.mqtt.link;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.net.ExtendedSocketOptions;

/**
 * The TCP connection that carries MQTT or TLS. The socket acknowledges received data immediately. With delayed
 * acknowledgements, Nagle's algorithm at the broker would delay the broker's small packets by 40 ms. Until the broker
 * has answered, a write does not report a broken connection, because a failed write would prevent TLS from reading the
 * broker's reason for closing the connection. A subsequent read reports the reason.
 */
final class QuickAckSocket extends Socket {

    private final AtomicBoolean answered;
    private final boolean quick = supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK);

    QuickAckSocket(AtomicBoolean answered) {
        this.answered = answered;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                acknowledge();
                return in.read(bytes, offset, length);
            }
        };
    }

    /**
     * Sets the TCP_QUICKACK option. The option is set before each read, because the kernel may reset it at any time.
     */
    private void acknowledge() throws IOException {
        if (quick) {
            setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
        }
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
