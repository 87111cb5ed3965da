package io.nephometer.launcher;

import java.io.IOException;
import java.io.OutputStream;

/** The reader of our output has gone ({@code | head}): nothing more to do and nothing to say. */
final class ClosedOutputException extends IOException {

    private static final long serialVersionUID = 1L;

    private ClosedOutputException(IOException cause) {
        super(cause);
    }

    static void write(OutputStream out, byte[] bytes, int start, int length) throws ClosedOutputException {
        try {
            out.write(bytes, start, length);
            out.flush();
        } catch (IOException e) {
            throw new ClosedOutputException(e);
        }
    }
}
