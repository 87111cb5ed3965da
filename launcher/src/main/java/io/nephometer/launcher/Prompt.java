package io.nephometer.launcher;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** A shell: reads commands line by line, has the agent run each, until the input ends or says {@code exit}. */
final class Prompt implements Closeable {

    private static final int INTERRUPTED = 130; // as a shell says it

    private final Path data;
    private final Screen screen;
    private final Lines lines;
    private final OutputStream out;
    private final Runnable leave;
    private ControlClient agent;

    /** @param leave what a second Ctrl-C does to a command that does not end with the first */
    Prompt(Path data, Screen screen, Lines lines, OutputStream out, Runnable leave) {
        this.data = data;
        this.screen = screen;
        this.lines = lines;
        this.out = out;
        this.leave = leave;
    }

    /** The one of {@code shell}: Ctrl-C gives up a line. */
    static Prompt ofShell(Path data, Screen screen, Terminal terminal) {
        return of(data, screen, terminal, terminal.isInput(), () -> {});
    }

    /** The one of {@code run}: Ctrl-C ends the agent. */
    static Prompt ofAgent(Path data, Screen screen, Terminal terminal) {
        return of(data, screen, terminal, true, Prompt::exit);
    }

    private static Prompt of(Path data, Screen screen, Terminal terminal, boolean prompts, Runnable interrupted) {
        Lines lines = terminal.isInput() && terminal.isOutput()
                ? EditedLines.open(data, screen, interrupted).orElseGet(() -> PlainLines.ofProcess(screen, prompts))
                : PlainLines.ofProcess(screen, prompts);
        return new Prompt(data, screen, lines, new FileOutputStream(FileDescriptor.out), Prompt::exit);
    }

    private static void exit() {
        System.exit(INTERRUPTED);
    }

    /** The exit status of the last command. */
    int run() throws IOException {
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

    /** Connects anew after the agent was away: a shell lives longer than an agent that is started again. */
    private int execute(String line) throws ClosedOutputException {
        try {
            if (agent == null) {
                agent = ControlClient.connect(data);
            }
            lines.onInterrupt(interrupt(agent));
            int status = agent.execute(line, out);
            if (status == INTERRUPTED) {
                screen.print("\n"); // after the ^C
            }
            return status;
        } catch (CommandException e) {
            agent = null;
            screen.print("nephometer: " + e.getMessage() + "\n");
            return e.status();
        } finally {
            lines.onInterrupt(() -> {});
        }
    }

    private Runnable interrupt(ControlClient of) {
        AtomicBoolean asked = new AtomicBoolean();
        return () -> {
            if (asked.compareAndSet(false, true)) {
                of.interrupt();
            } else {
                leave.run();
            }
        };
    }

    /** From any thread; the terminal is left as it was found. */
    @Override
    public void close() {
        lines.close();
    }
}
