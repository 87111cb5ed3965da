package io.nephometer.agent.shell.socket;

import io.nephometer.agent.shell.CommandFailedException;
import io.nephometer.text.PrintableText;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutionException;
import java.util.regex.PatternSyntaxException;

/** Converts an exception thrown by a command into a one-line message. */
final class ErrorText {

    private static final int LONGEST_SYNTAX_ERROR = 150;

    private ErrorText() {}

    /** Returns the message for an exception, or an empty string if the command has already printed its result. */
    static String of(Throwable thrown) {
        boolean wrapped = thrown instanceof InvocationTargetException || thrown instanceof ExecutionException;
        Throwable cause = wrapped && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof CommandFailedException) {
            return "";
        }
        if (isTooDeep(cause)) {
            return "the line cannot be parsed: it is too long or nested too deeply";
        }
        String message = cause.getMessage();
        boolean fromGogo = cause.getClass().getName().startsWith("org.apache.felix.gogo.");
        if (fromGogo && message != null && message.length() > LONGEST_SYNTAX_ERROR) {
            message = message.substring(0, LONGEST_SYNTAX_ERROR) + "..."; // it repeats the command or the line
        }
        boolean plain = cause instanceof IllegalArgumentException
                || cause instanceof IllegalStateException
                || cause instanceof IOException
                || fromGogo; // unknown command, syntax error
        return PrintableText.of(plain && message != null ? message : cause.toString());
    }

    private static boolean isTooDeep(Throwable cause) {
        return cause instanceof StackOverflowError
                || cause instanceof PatternSyntaxException pattern
                        && pattern.getDescription().startsWith("Stack overflow");
    }
}
