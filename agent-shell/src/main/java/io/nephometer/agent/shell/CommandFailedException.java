package io.nephometer.agent.shell;

/**
 * Thrown to end a command with exit status 1. The exception has no message because the command has already printed its
 * result.
 */
public final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
