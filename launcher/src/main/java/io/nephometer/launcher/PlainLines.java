package io.nephometer.launcher;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Lines as they come: through a pipe, or from a terminal that cannot do more. */
final class PlainLines implements Lines {

    private final BufferedReader in;
    private final Screen screen;
    private final boolean prompts;

    /** @param prompts whether it asks for each line */
    PlainLines(BufferedReader in, Screen screen, boolean prompts) {
        this.in = in;
        this.screen = screen;
        this.prompts = prompts;
    }

    static PlainLines ofProcess(Screen screen, boolean prompts) {
        InputStreamReader in = new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8);
        return new PlainLines(new BufferedReader(in), screen, prompts);
    }

    @Override
    public String read() throws IOException {
        if (prompts) {
            screen.prompt();
        }
        String line = in.readLine();
        if (line == null && prompts) {
            screen.ended();
        } else {
            screen.answered();
        }
        return line;
    }

    @Override
    public void onInterrupt(Runnable action) {}

    @Override
    public void close() {}
}
