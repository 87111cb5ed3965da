package io.nephometer.launcher.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOError;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** The terminal that the log and the shell's prompt share: log lines go above a prompt that waits for input. */
public final class TerminalOutput {

    public static final String PROMPT = "nephometer> ";
    private static final String ERASE_LINE = "\r\033[K";
    private static final String ERASE_BELOW = "\r\033[J";

    private final PrintStream out;
    private final PrintStream err;
    private final boolean oneTerminal;
    private boolean prompting;
    private Consumer<String> editor; // while a line is edited; draws that line again

    /** @param oneTerminal whether both streams are shown on the same terminal */
    public TerminalOutput(PrintStream out, PrintStream err, boolean oneTerminal) {
        this.out = out;
        this.err = err;
        this.oneTerminal = oneTerminal;
    }

    /** Returns the terminal of the process, in UTF-8 in every locale. */
    public static TerminalOutput ofProcess(TerminalStreams terminal) {
        return new TerminalOutput(
                utf8(FileDescriptor.out), utf8(FileDescriptor.err), terminal.isOutput() && terminal.isErrors());
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** Prints whole lines, above a line that is being edited. */
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
        } catch (RuntimeException | IOError e) { // the terminal is closed, as the process ends
            return false;
        }
    }

    /** Sets what prints above the line that is being edited, until it is answered. */
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

    /** Records that a line was read. */
    public synchronized void answered() {
        prompting = false;
        editor = null;
    }

    /** Records that the input ended: the next output begins on a line of its own. */
    public synchronized void ended() {
        out.println();
        prompting = false;
    }
}
