package io.nephometer.launcher.prompt;

import io.nephometer.launcher.terminal.SharedTerminal;
import java.io.IOError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;

/** Reads lines from a terminal. The user can edit lines, recall lines from the history and complete words. */
final class EditingCommandReader implements CommandReader {

    private static final int MAX_HISTORY = 1000;

    private final Terminal terminal;
    private final LineReader reader;
    private final SharedTerminal terminalOutput;
    private final Runnable interrupted;
    private final Attributes initialAttributes;

    private EditingCommandReader(
            Terminal terminal, LineReader reader, SharedTerminal terminalOutput, Runnable interrupted) {
        this.terminal = terminal;
        this.reader = reader;
        this.terminalOutput = terminalOutput;
        this.interrupted = interrupted;
        initialAttributes = terminal.getAttributes();
        onInterrupt(() -> {}); // JLine's default would end the process without an orderly stop
    }

    /**
     * Returns a reader for the process's terminal, or an empty result if the terminal does not support line editing.
     *
     * @param interrupted the action to perform, in addition to discarding the line, if the user presses Ctrl-C while a
     *     line is being read
     */
    static Optional<CommandReader> open(Path data, SharedTerminal terminalOutput, Runnable interrupted) {
        if (Optional.ofNullable(System.getenv("TERM")).orElse("dumb").startsWith("dumb")) {
            return Optional.empty();
        }
        try {
            Terminal terminal = TerminalBuilder.builder()
                    .provider("exec") // uses stty, so that no native library is loaded
                    .dumb(false)
                    .nativeSignals(true)
                    .encoding(StandardCharsets.UTF_8)
                    .build();
            if (terminal.getWidth() == 0) { // a serial line with an unknown width
                terminal.close();
                return Optional.empty();
            }
            return Optional.of(new EditingCommandReader(terminal, reader(terminal, data), terminalOutput, interrupted));
        } catch (IOException | IllegalStateException e) { // the host has no stty
            return Optional.empty();
        }
    }

    private static LineReader reader(Terminal terminal, Path data) {
        LineReaderBuilder reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .completer(new AgentCompleter(data))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true) // "!x" excludes a meter
                .option(LineReader.Option.BRACKETED_PASTE, false) // each pasted line is a separate command
                .option(LineReader.Option.HISTORY_TIMESTAMPED, false)
                .variable(LineReader.HISTORY_SIZE, MAX_HISTORY)
                .variable(LineReader.HISTORY_FILE_SIZE, MAX_HISTORY);
        HistoryFile.in(data).ifPresent(file -> reader.variable(LineReader.HISTORY_FILE, file));
        return reader.build();
    }

    @Override
    public String read() {
        boolean emptyBefore = false;
        boolean failedBefore = false;
        while (true) {
            try {
                terminalOutput.readBy(reader::printAbove);
                return reader.readLine(SharedTerminal.PROMPT);
            } catch (UserInterruptException e) {
                boolean empty = e.getPartialLine().isBlank();
                if (empty && emptyBefore) {
                    return null;
                }
                emptyBefore = empty;
                interrupted.run();
            } catch (IOError e) {
                if (failedBefore) { // the terminal was closed
                    return null;
                }
                failedBefore = true; // Ctrl-C has interrupted stty
                restore();
            } catch (EndOfFileException e) {
                return null;
            } finally {
                terminalOutput.answered();
                Thread.interrupted(); // clears the interrupt from a Ctrl-C after the end of the line
            }
        }
    }

    private void restore() {
        Thread.interrupted();
        try {
            terminal.setAttributes(initialAttributes);
        } catch (IOError e) {
            // the next read reports the error
        }
    }

    @Override
    public void onInterrupt(Runnable action) {
        terminal.handle(Signal.INT, signal -> action.run());
    }

    @Override
    public void close() {
        terminalOutput.abandoned();
        try {
            terminal.close();
        } catch (IOException | IOError e) {
            // the terminal is already closed
        }
    }
}
