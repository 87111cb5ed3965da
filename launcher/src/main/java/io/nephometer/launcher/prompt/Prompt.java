package io.nephometer.launcher.prompt;

import io.nephometer.launcher.cli.ClosedOutputException;
import io.nephometer.launcher.cli.CommandException;
import io.nephometer.launcher.client.ControlClient;
import io.nephometer.launcher.terminal.SharedTerminal;
import io.nephometer.launcher.terminal.TerminalDetection;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An interactive shell. The shell reads commands line by line and executes each command in the agent, until the user
 * enters {@code exit} or the input ends.
 */
public final class Prompt implements Closeable {

    private static final int INTERRUPTED = 130; // the status that shells report after Ctrl-C

    private final Path data;
    private final SharedTerminal terminalOutput;
    private final CommandReader lines;
    private final OutputStream out;
    private final Runnable leave;
    private ControlClient agent;

    /**
     * Creates an interactive shell.
     *
     * @param leave the action to perform on a second Ctrl-C if the first one has not ended the command
     */
    Prompt(Path data, SharedTerminal terminalOutput, CommandReader lines, OutputStream out, Runnable leave) {
        this.data = data;
        this.terminalOutput = terminalOutput;
        this.lines = lines;
        this.out = out;
        this.leave = leave;
    }

    /**
     * Returns the prompt for the {@code shell} command. At the {@code shell} prompt, Ctrl-C discards the current line.
     */
    public static Prompt ofShell(Path data, SharedTerminal terminalOutput, TerminalDetection terminal) {
        return of(data, terminalOutput, terminal, terminal.isInput(), () -> {});
    }

    /** Returns the prompt for the {@code run} command. At the {@code run} prompt, Ctrl-C stops the agent. */
    public static Prompt ofAgent(Path data, SharedTerminal terminalOutput, TerminalDetection terminal) {
        return of(data, terminalOutput, terminal, true, Prompt::exit);
    }

    private static Prompt of(
            Path data,
            SharedTerminal terminalOutput,
            TerminalDetection terminal,
            boolean prompts,
            Runnable interrupted) {
        CommandReader lines = terminal.isInput() && terminal.isOutput()
                ? EditingCommandReader.open(data, terminalOutput, interrupted)
                        .orElseGet(() -> StreamCommandReader.ofProcess(terminalOutput, prompts))
                : StreamCommandReader.ofProcess(terminalOutput, prompts);
        return new Prompt(data, terminalOutput, lines, new FileOutputStream(FileDescriptor.out), Prompt::exit);
    }

    private static void exit() {
        System.exit(INTERRUPTED);
    }

    /** Reads and executes commands and returns the exit status of the last command. */
    public int run() throws IOException {
        int status = 0;
        String line = lines.read();
        while (line != null && !line.strip().equals("exit")) {
            if (!line.isBlank()) {
                status = execute(line);
            }
            line = lines.read();
        }
        if (agent != null) {
            agent.close();
        }
        return status;
    }

    /**
     * Executes a command. If the connection has been lost, it is reopened so that the shell can be used after the agent
     * has restarted.
     */
    private int execute(String line) throws ClosedOutputException {
        try {
            if (agent == null) {
                agent = ControlClient.connect(data);
            }
            lines.onInterrupt(interrupt(agent));
            int status = agent.execute(line, out);
            if (status == INTERRUPTED) {
                terminalOutput.print("\n"); // ends the line on which the terminal displays ^C
            }
            return status;
        } catch (CommandException e) {
            agent = null;
            terminalOutput.print("nephometer: " + e.getMessage() + "\n");
            return e.status();
        } finally {
            lines.onInterrupt(() -> {});
        }
    }

    private Runnable interrupt(ControlClient client) {
        AtomicBoolean asked = new AtomicBoolean();
        return () -> {
            if (asked.compareAndSet(false, true)) {
                client.interrupt();
            } else {
                leave.run();
            }
        };
    }

    /** Closes the reader and restores the terminal. This method may be called on any thread. */
    @Override
    public void close() {
        lines.close();
    }
}
