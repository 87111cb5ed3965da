package io.nephometer.agent.core.plugin;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/** What plugins throw, so that it can be logged and shown: an exception's own methods may throw in their turn. */
public final class Printable {

    private Printable() {}

    /** Returns its message, or what it is where it has none. */
    public static String reason(Throwable thrown) {
        Throwable printable = of(thrown);
        return printable.getMessage() == null ? printable.toString() : printable.getMessage();
    }

    static Throwable of(Throwable thrown) {
        return isPrintable(thrown) ? thrown : new IllegalStateException(description(thrown));
    }

    static IOException of(IOException thrown) {
        return isPrintable(thrown) ? thrown : new IOException(description(thrown));
    }

    private static String description(Throwable thrown) {
        return thrown.getClass().getName() + ", which cannot be printed";
    }

    private static boolean isPrintable(Throwable thrown) {
        try {
            String message = thrown.getMessage();
            thrown.printStackTrace(new PrintWriter(Writer.nullWriter()));
            return message == null || message.length() < 10_000;
        } catch (RuntimeException | StackOverflowError e) {
            return false;
        }
    }
}
