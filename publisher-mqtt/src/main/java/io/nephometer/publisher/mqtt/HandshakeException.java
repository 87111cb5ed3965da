package io.nephometer.publisher.mqtt;

import java.io.IOException;

/** Why no TLS connection came about, in an operator's words. */
final class HandshakeException extends IOException {

    private static final long serialVersionUID = 1L;

    HandshakeException(String words, Throwable cause) {
        super(words, cause);
    }
}
