package io.nephometer.agent.core.plugin;

import io.nephometer.api.DeliveryException;
import io.nephometer.api.Redaction;
import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * A converter that makes plugin exceptions safe to log and display. The methods of a plugin's exception may themselves
 * throw exceptions, and the exception's message may contain secrets.
 *
 * @param url the URL that was passed to the plugin and contains the secrets to redact; empty if the plugin received no
 *     URL
 */
public record ExceptionSanitizer(String url) {

    private static final int MAX_CHARACTERS = 10_000;
    private static final int MAX_COPIED = 20;

    /** The converter for plugins that do not receive a URL. */
    public static final ExceptionSanitizer PLAIN = new ExceptionSanitizer("");

    /** A copy of an exception that a plugin threw. Printing the copy does not call any of the plugin's methods. */
    private static final class Copy extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String text;

        Copy(String text, String message, Throwable cause) {
            super(message, cause);
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A copy of an IOException that a plugin threw. */
    private static final class IoCopy extends IOException {

        private static final long serialVersionUID = 1L;

        private final String text;

        IoCopy(String text, String message, Throwable cause) {
            super(message, cause);
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Returns the exception's message with secrets redacted, or the exception's class name if there is no message. */
    public String reason(Throwable thrown) {
        Throwable printable = of(thrown);
        return printable.getMessage() == null ? printable.toString() : printable.getMessage();
    }

    /**
     * Returns a copy of an exception with secrets redacted. If the exception cannot be copied, returns an exception
     * that contains only the original exception's class name. The copy of an IOException is also an IOException. Each
     * method of the original exception is called only once. Because the exception's methods may hang, call this method
     * on the thread that called the plugin. The copy can be printed on any thread.
     */
    public Throwable of(Throwable thrown) {
        if (thrown instanceof Copy || thrown instanceof IoCopy) {
            return thrown;
        }
        try {
            String message = thrown.getMessage();
            if (message != null && message.length() >= MAX_CHARACTERS) {
                return new IllegalStateException(description(thrown));
            }
            return copy(thrown, message, Collections.newSetFromMap(new IdentityHashMap<>()));
        } catch (Throwable any) { // thrown by the methods of the exception that is being copied
            return new IllegalStateException(description(thrown));
        }
    }

    /**
     * @param copied the exceptions that have already been copied; each exception is copied only once, and at most
     *     twenty are copied in total
     */
    private Throwable copy(Throwable thrown, String message, Set<Throwable> copied) {
        copied.add(thrown);
        String text = text(thrown.toString());
        Throwable cause = thrown.getCause();
        Throwable causeCopy = isToCopy(cause, copied) ? copy(cause, cause.getMessage(), copied) : null;
        Throwable copy = thrown instanceof IOException
                ? new IoCopy(text, message == null ? thrown.getClass().getSimpleName() : text(message), causeCopy)
                : new Copy(text, message == null ? null : text(message), causeCopy);
        copy.setStackTrace(thrown.getStackTrace());
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (isToCopy(suppressed, copied)) {
                copy.addSuppressed(copy(suppressed, suppressed.getMessage(), copied));
            }
        }
        return copy;
    }

    private static boolean isToCopy(Throwable thrown, Set<Throwable> copied) {
        return thrown != null && copied.size() < MAX_COPIED && !copied.contains(thrown);
    }

    /**
     * Returns the exception itself if it contains no secrets; otherwise, returns an exception of the same kind with
     * secrets redacted.
     */
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
