package io.nephometer.agent.core.spool.file;

import java.io.IOException;

/** Thrown when the content of a batch differs from what was written. */
public final class DamagedBatchException extends IOException {

    private static final long serialVersionUID = 1L;

    public DamagedBatchException(String message) {
        super(message);
    }
}
