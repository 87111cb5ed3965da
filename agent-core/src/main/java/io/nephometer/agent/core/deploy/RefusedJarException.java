package io.nephometer.agent.core.deploy;

/** Why a jar is not taken as a plugin, and what would be right. */
final class RefusedJarException extends Exception {

    private static final long serialVersionUID = 1L;

    RefusedJarException(String reason) {
        super(reason);
    }

    RefusedJarException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
