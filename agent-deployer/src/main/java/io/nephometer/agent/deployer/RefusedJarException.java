package io.nephometer.agent.deployer;

/** Thrown when a jar is refused as a plugin. The message contains the reason and, where possible, a remedy. */
final class RefusedJarException extends Exception {

    private static final long serialVersionUID = 1L;

    RefusedJarException(String reason) {
        super(reason);
    }

    RefusedJarException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
