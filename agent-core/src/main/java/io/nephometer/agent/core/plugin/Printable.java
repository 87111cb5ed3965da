package io.nephometer.agent.core.plugin;

import io.nephometer.api.DeliveryException;
import io.nephometer.api.Redaction;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.stream.Stream;

/**
 * What plugins throw, so that it can be logged and shown: an exception's own methods may throw in their turn, and its texts
 * may have secrets in them.
 *
 * @param url that the plugin was given, whose secrets are known; empty if there is none
 */
public record Printable(String url) {

    private static final int MOST_CHARACTERS = 10_000;
    private static final int MOST_CAUSES = 20;

    /** Of a plugin that was given no URL. */
    public static final Printable PLAIN = new Printable("");

    /** Stands for what would show a secret. */
    private static final class Redacted extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String text;

        Redacted(String text, String message, Throwable cause) {
            super(message, cause);
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Returns its message, or what it is where it has none. */
    public String reason(Throwable thrown) {
        Throwable printable = of(thrown);
        return printable.getMessage() == null ? printable.toString() : printable.getMessage();
    }

    /** Returns it, or something that says what it was; an IOException in place of one. */
    public Throwable of(Throwable thrown) {
        return isPrintable(thrown) ? of(thrown, MOST_CAUSES) : new IllegalStateException(description(thrown));
    }

    /** Returns it, or one that says the same of the messages without secrets. */
    public DeliveryException of(DeliveryException thrown) {
        String message = thrown.getMessage();
        if (message == null || text(message).equals(message)) {
            return thrown;
        } else if (!thrown.isReached()) {
            return DeliveryException.unreachable(text(message), null);
        }
        return thrown.isPermanent()
                ? DeliveryException.permanent(text(message), null)
                : DeliveryException.retryable(text(message), null);
    }

    private Throwable of(Throwable thrown, int causes) {
        if (causes == 0) {
            return new Redacted("...", "...", null);
        }
        Throwable cause = thrown.getCause() == null ? null : of(thrown.getCause(), causes - 1);
        boolean isShown = cause == thrown.getCause()
                && text(thrown.toString()).equals(thrown.toString())
                && Stream.of(thrown.getSuppressed()).allMatch(other -> of(other, causes - 1) == other);
        if (isShown) {
            return thrown;
        }
        String message = thrown.getMessage() == null ? null : text(thrown.getMessage());
        Throwable redacted = thrown instanceof IOException
                ? new IOException(message, cause)
                : new Redacted(text(thrown.toString()), message, cause);
        redacted.setStackTrace(thrown.getStackTrace());
        return redacted;
    }

    private String text(String text) {
        return url.isEmpty() ? Redaction.ofText(text) : Redaction.ofText(text, url);
    }

    IOException of(IOException thrown) {
        return of((Throwable) thrown) instanceof IOException printable
                ? printable
                : new IOException(description(thrown));
    }

    private static String description(Throwable thrown) {
        return thrown.getClass().getName() + ", which cannot be printed";
    }

    private static boolean isPrintable(Throwable thrown) {
        try {
            String message = thrown.getMessage();
            thrown.printStackTrace(new PrintWriter(Writer.nullWriter()));
            return message == null
                    || message.length() < MOST_CHARACTERS && thrown.toString().length() < 2 * MOST_CHARACTERS;
        } catch (RuntimeException | StackOverflowError e) {
            return false;
        }
    }
}
