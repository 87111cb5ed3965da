package io.nephometer.launcher.prompt;

import io.nephometer.launcher.terminal.SharedTerminal;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Reads lines from a stream. The stream is a pipe or a terminal that does not support line editing. */
final class StreamCommandReader implements CommandReader {

    private final BufferedReader in;
    private final SharedTerminal terminalOutput;
    private final boolean prompts;

    /**
     * Creates a reader for an input stream.
     *
     * @param prompts whether a prompt is printed before each line
     */
    StreamCommandReader(BufferedReader in, SharedTerminal terminalOutput, boolean prompts) {
        this.in = in;
        this.terminalOutput = terminalOutput;
        this.prompts = prompts;
    }

    static StreamCommandReader ofProcess(SharedTerminal terminalOutput, boolean prompts) {
        InputStreamReader in = new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8);
        return new StreamCommandReader(new BufferedReader(in), terminalOutput, prompts);
    }

    @Override
    public String read() throws IOException {
        if (prompts) {
            terminalOutput.prompt();
        }
        String line = in.readLine();
        if (line == null && prompts) {
            terminalOutput.ended();
        } else {
            terminalOutput.answered();
        }
        return line;
    }

    @Override
    public void onInterrupt(Runnable action) {}

    @Override
    public void close() {}
}
