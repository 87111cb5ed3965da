package io.nephometer.publisher.mqtt.tls;

import java.io.IOException;

/** Reports that a TLS handshake failed, with a message that explains the reason to an operator. */
public final class HandshakeException extends IOException {

    private static final long serialVersionUID = 1L;

    public HandshakeException(String message, Throwable cause) {
        super(message, cause);
    }
}
