package io.nephometer.agent.shell.socket;

import io.nephometer.agent.shell.CommandFailedException;
import io.nephometer.text.PrintableText;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutionException;

/** Converts an exception that a command threw to a one-line message. */
final class ErrorText {

    private ErrorText() {}

    /** Returns the message for an exception, or an empty string if the command has already printed its result. */
    static String of(Throwable thrown) {
        boolean wrapped = thrown instanceof InvocationTargetException || thrown instanceof ExecutionException;
        Throwable cause = wrapped && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof CommandFailedException) {
            return "";
        }
        String message = cause.getMessage();
        boolean plain = cause instanceof IllegalArgumentException
                || cause instanceof IllegalStateException
                || cause instanceof IOException
                || cause.getClass().getName().startsWith("org.apache.felix.gogo."); // unknown command, syntax error
        return PrintableText.of(plain && message != null ? message : cause.toString());
    }
}
