package io.nephometer.api;

/** Why messages could not be delivered, and whether trying again can help. */
public final class DeliveryException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean permanent;

    private DeliveryException(String message, Throwable cause, boolean permanent) {
        super(message, cause);
        this.permanent = permanent;
    }

    /** The receiver is away or slow: the same messages can go through later. */
    public static DeliveryException retryable(String message, Throwable cause) {
        return new DeliveryException(message, cause, false);
    }

    /** The receiver will never take these messages. */
    public static DeliveryException permanent(String message, Throwable cause) {
        return new DeliveryException(message, cause, true);
    }

    public boolean isPermanent() {
        return permanent;
    }
}
