package io.nephometer.agent.core.spool;

import java.io.IOException;

/** The bytes of a batch are not those that were written. */
final class DamagedException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
        super(message);
    }
}
