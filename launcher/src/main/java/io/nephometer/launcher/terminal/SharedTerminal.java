package io.nephometer.launcher.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOError;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * The terminal output that the log and the shell's prompt share. Log lines are printed above a prompt that is waiting
 * for input.
 */
public final class SharedTerminal {

    public static final String PROMPT = "nephometer> ";
    private static final String ERASE_LINE = "\r\033[K";
    private static final String ERASE_BELOW = "\r\033[J";

    private final PrintStream out;
    private final PrintStream err;
    private final boolean oneTerminal;
    private boolean prompting;
    private Consumer<String> editor; // prints above the line being edited; null if no line is being edited

    /**
     * Creates the output for the given streams.
     *
     * @param oneTerminal whether both streams are connected to the same terminal
     */
    public SharedTerminal(PrintStream out, PrintStream err, boolean oneTerminal) {
        this.out = out;
        this.err = err;
        this.oneTerminal = oneTerminal;
    }

    /** Returns the output to the process's terminal. The output is encoded in UTF-8 in every locale. */
    public static SharedTerminal ofProcess(TerminalDetection terminal) {
        return new SharedTerminal(
                utf8(FileDescriptor.out), utf8(FileDescriptor.err), terminal.isOutput() && terminal.isErrors());
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** Prints complete lines. If the user is editing a line, the complete lines are printed above it. */
    public synchronized void print(String lines) {
        if (editor != null && oneTerminal && isPrintedBy(editor, lines)) {
            return;
        }
        if (prompting && oneTerminal) {
            err.print(ERASE_LINE + lines + PROMPT);
        } else {
            err.print(lines);
        }
    }

    private static boolean isPrintedBy(Consumer<String> editor, String lines) {
        try {
            editor.accept(lines);
            return true;
        } catch (RuntimeException | IOError e) { // the terminal is closed because the process is ending
            return false;
        }
    }

    /**
     * Sets the function that prints text above the line being edited. The function is used until the line has been
     * read.
     */
    public synchronized void readBy(Consumer<String> above) {
        editor = above;
    }

    /** Erases the line that is being edited. */
    public synchronized void abandoned() {
        if (editor != null) {
            out.print(ERASE_BELOW);
            editor = null;
        }
    }

    public synchronized void prompt() {
        out.print(PROMPT);
        prompting = true;
    }

    /** Records that a line has been read. */
    public synchronized void answered() {
        prompting = false;
        editor = null;
    }

    /** Records the end of the input and terminates the prompt's line so that later output starts on a new line. */
    public synchronized void ended() {
        out.println();
        prompting = false;
    }
}
