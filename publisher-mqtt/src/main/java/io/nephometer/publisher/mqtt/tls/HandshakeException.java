package io.nephometer.publisher.mqtt.tls;

import java.io.IOException;

/** Thrown when a TLS handshake fails. The message explains the reason to an operator. */
public final class HandshakeException extends IOException {

    private static final long serialVersionUID = 1L;

    public HandshakeException(String message, Throwable cause) {
        super(message, cause);
    }
}
