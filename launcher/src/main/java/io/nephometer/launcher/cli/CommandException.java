package io.nephometer.launcher.cli;

/** A command failed: one line for the operator, and the exit status. */
public final class CommandException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    private CommandException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Returns the exception for a command with wrong arguments. */
    public static CommandException misuse(String message) {
        return new CommandException(2, message);
    }

    /** Returns the exception for a valid command that failed. */
    public static CommandException failure(String message) {
        return new CommandException(1, message);
    }

    public int status() {
        return status;
    }
}
