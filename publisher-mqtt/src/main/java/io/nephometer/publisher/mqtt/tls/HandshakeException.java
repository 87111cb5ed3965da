package io.nephometer.publisher.mqtt.tls;

import java.io.IOException;

/** Why no TLS connection came about, in an operator's words. */
public final class HandshakeException extends IOException {

    private static final long serialVersionUID = 1L;

    public HandshakeException(String words, Throwable cause) {
        super(words, cause);
    }
}
