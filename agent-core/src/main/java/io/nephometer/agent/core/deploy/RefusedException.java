package io.nephometer.agent.core.deploy;

/** Why a jar is not taken as a plugin, and what would be right. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    RefusedException(String reason) {
        super(reason);
    }

    RefusedException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
