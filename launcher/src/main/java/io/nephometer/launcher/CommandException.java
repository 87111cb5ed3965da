package io.nephometer.launcher;

/** Why a command cannot do what it was asked, in one line for the operator, and the exit status that says so. */
final class CommandException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    private CommandException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The command was given wrongly. */
    static CommandException misuse(String message) {
        return new CommandException(2, message);
    }

    /** The command was understood and could not be done. */
    static CommandException failure(String message) {
        return new CommandException(1, message);
    }

    int status() {
        return status;
    }
}
