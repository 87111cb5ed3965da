package io.nephometer.agent.core;

/** A command's exit status 1, for one that has said already what it had to say. */
final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
