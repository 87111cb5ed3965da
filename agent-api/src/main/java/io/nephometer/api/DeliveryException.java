package io.nephometer.api;

/**
 * Thrown if messages could not be delivered. The kind of failure determines whether and when the agent retries the
 * delivery.
 */
public final class DeliveryException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean reached;
    private final boolean permanent;

    private DeliveryException(String message, Throwable cause, boolean reached, boolean permanent) {
        super(message, cause);
        this.reached = reached;
        this.permanent = permanent;
    }

    /** Returns an exception for a receiver that cannot be reached. The messages can be delivered later. */
    public static DeliveryException unreachable(String message, Throwable cause) {
        return new DeliveryException(message, cause, false, false);
    }

    /**
     * Returns an exception for a receiver that was reached but did not accept all of the messages. The messages can be
     * delivered later.
     */
    public static DeliveryException retryable(String message, Throwable cause) {
        return new DeliveryException(message, cause, true, false);
    }

    /** Returns an exception for a receiver that permanently rejects at least one of the messages. */
    public static DeliveryException permanent(String message, Throwable cause) {
        return new DeliveryException(message, cause, true, true);
    }

    /** Returns whether the receiver was reached. */
    public boolean isReached() {
        return reached;
    }

    /** Returns whether the receiver permanently rejects at least one of the messages. */
    public boolean isPermanent() {
        return permanent;
    }
}
