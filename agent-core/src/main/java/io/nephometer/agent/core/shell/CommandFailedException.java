package io.nephometer.agent.core.shell;

/** A command's exit status 1, for one that has said already what it had to say. */
public final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
