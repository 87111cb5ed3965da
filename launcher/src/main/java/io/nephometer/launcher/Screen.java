package io.nephometer.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOError;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** What the log and the shell's prompt share: a log line goes above a prompt that waits for input, not into it. */
final class Screen {

    static final String PROMPT = "nephometer> ";
    private static final String ERASE_LINE = "\r\033[K";
    private static final String ERASE_BELOW = "\r\033[J";

    private final PrintStream out;
    private final PrintStream err;
    private final boolean oneTerminal;
    private boolean prompting;
    private Consumer<String> editor; // if one reads a line, it knows what to draw anew

    /** @param oneTerminal whether both streams are seen on the same terminal */
    Screen(PrintStream out, PrintStream err, boolean oneTerminal) {
        this.out = out;
        this.err = err;
        this.oneTerminal = oneTerminal;
    }

    /** That of the process. In UTF-8, whatever the locale: so is all that is shown. */
    static Screen ofProcess(Terminal terminal) {
        return new Screen(
                utf8(FileDescriptor.out), utf8(FileDescriptor.err), terminal.isOutput() && terminal.isErrors());
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** Prints whole lines beside the output of commands. */
    synchronized void print(String lines) {
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
        } catch (RuntimeException | IOError e) { // the process ends, and the terminal is closed
            return false;
        }
    }

    /** What prints above the line that is being edited, until it is answered. */
    synchronized void readBy(Consumer<String> above) {
        editor = above;
    }

    /** The line that was being edited is given up. */
    synchronized void abandoned() {
        if (editor != null) {
            out.print(ERASE_BELOW);
            editor = null;
        }
    }

    synchronized void prompt() {
        out.print(PROMPT);
        prompting = true;
    }

    /** A line was read. */
    synchronized void answered() {
        prompting = false;
        editor = null;
    }

    /** The input ended instead: what comes next begins on a line of its own. */
    synchronized void ended() {
        out.println();
        prompting = false;
    }
}
