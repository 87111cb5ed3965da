package io.nephometer.launcher.cli;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Thrown when the program that reads standard output, for example {@code head} in a pipeline, has closed the stream. A
 * command that throws this exception ends without a message.
 */
public final class ClosedOutputException extends IOException {

    private static final long serialVersionUID = 1L;

    private ClosedOutputException(IOException cause) {
        super(cause);
    }

    public static void write(OutputStream out, byte[] bytes, int start, int length) throws ClosedOutputException {
        try {
            out.write(bytes, start, length);
            out.flush();
        } catch (IOException e) {
            throw new ClosedOutputException(e);
        }
    }
}
