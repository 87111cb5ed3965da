package io.nephometer.agent.core.plugin;

import io.nephometer.api.DeliveryException;
import io.nephometer.api.Redaction;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes what plugins throw safe to log and show: an exception's own methods may throw, and its texts may contain
 * secrets.
 *
 * @param url the URL that the plugin was given, whose secrets are redacted; empty if there is none
 */
public record Printable(String url) {

    private static final int MAX_CHARACTERS = 10_000;
    private static final int MAX_CAUSES = 20;

    /** For plugins that are not given a URL. */
    public static final Printable PLAIN = new Printable("");

    /** Replaces an exception whose texts contain a secret. */
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

    /** Returns the message without secrets; if there is none, the exception's class. */
    public String reason(Throwable thrown) {
        Throwable printable = of(thrown);
        return printable.getMessage() == null ? printable.toString() : printable.getMessage();
    }

    /**
     * Returns the exception itself, or a redacted replacement, or a description if it cannot be printed. The
     * replacement of an IOException is an IOException.
     */
    public Throwable of(Throwable thrown) {
        try {
            thrown.printStackTrace(new PrintWriter(Writer.nullWriter()));
            String message = thrown.getMessage();
            if (message != null && message.length() >= MAX_CHARACTERS) {
                return new IllegalStateException(description(thrown));
            }
            return hasSecrets(thrown) ? redacted(thrown, MAX_CAUSES) : thrown;
        } catch (Throwable any) { // of its own methods
            return new IllegalStateException(description(thrown));
        }
    }

    /** Returns the exception itself, or one of the same kind without secrets. */
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

    /**
     * Returns whether a text contains secrets. Also returns true if there are too many causes or too long texts to
     * check them all.
     */
    private boolean hasSecrets(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> next = new ArrayDeque<>(List.of(thrown));
        while (!next.isEmpty()) {
            Throwable one = next.remove();
            if (seen.add(one)) {
                if (seen.size() > MAX_CAUSES || !text(one.toString()).equals(one.toString())) {
                    return true;
                }
                next.addAll(List.of(one.getSuppressed()));
                Optional.ofNullable(one.getCause()).ifPresent(next::add);
            }
        }
        return false;
    }

    /** Returns a copy without secrets and without suppressed exceptions. */
    private Throwable redacted(Throwable thrown, int causes) {
        Throwable cause = thrown.getCause() == null || causes == 0 ? null : redacted(thrown.getCause(), causes - 1);
        String message = thrown.getMessage() == null ? null : text(thrown.getMessage());
        Throwable redacted = thrown instanceof IOException
                ? new IOException(message, cause)
                : new Redacted(text(thrown.toString()), message, cause);
        redacted.setStackTrace(thrown.getStackTrace());
        return redacted;
    }

    private String text(String text) {
        String some = text.length() > MAX_CHARACTERS ? text.substring(0, MAX_CHARACTERS) + "..." : text;
        return url.isEmpty() ? Redaction.ofText(some) : Redaction.ofText(some, url);
    }

    IOException of(IOException thrown) {
        return of((Throwable) thrown) instanceof IOException printable
                ? printable
                : new IOException(description(thrown));
    }

    private static String description(Throwable thrown) {
        return thrown.getClass().getName() + ", which cannot be printed";
    }
}
