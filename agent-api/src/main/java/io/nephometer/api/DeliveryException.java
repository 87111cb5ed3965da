package io.nephometer.api;

/** Why messages could not be delivered, and what that says of them. */
public final class DeliveryException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean reached;
    private final boolean permanent;

    private DeliveryException(String message, Throwable cause, boolean reached, boolean permanent) {
        super(message, cause);
        this.reached = reached;
        this.permanent = permanent;
    }

    /** The receiver is away: this says nothing of the messages, which can go through later. */
    public static DeliveryException unreachable(String message, Throwable cause) {
        return new DeliveryException(message, cause, false, false);
    }

    /** The receiver was reached and did not take all of these messages: they can go through later. */
    public static DeliveryException retryable(String message, Throwable cause) {
        return new DeliveryException(message, cause, true, false);
    }

    /** The receiver will never take one of these messages. */
    public static DeliveryException permanent(String message, Throwable cause) {
        return new DeliveryException(message, cause, true, true);
    }

    /** Whether there was a receiver to take the messages. */
    public boolean isReached() {
        return reached;
    }

    public boolean isPermanent() {
        return permanent;
    }
}
