package io.nephometer.launcher.cli;

/** Thrown when a command fails. The exception contains a one-line message for the operator and the exit status. */
public final class CommandException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    private CommandException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Returns an exception for a command with invalid arguments. */
    public static CommandException misuse(String message) {
        return new CommandException(2, message);
    }

    /** Returns an exception for a valid command that has failed. */
    public static CommandException failure(String message) {
        return new CommandException(1, message);
    }

    public int status() {
        return status;
    }
}
