package io.nephometer.publisher.mqtt.tls;

import java.io.IOException;

/** A TLS handshake failed; the message explains it to an operator. */
public final class HandshakeException extends IOException {

    private static final long serialVersionUID = 1L;

    public HandshakeException(String message, Throwable cause) {
        super(message, cause);
    }
}
