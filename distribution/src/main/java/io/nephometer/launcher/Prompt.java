package io.nephometer.launcher;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A shell: reads commands line by line, has the agent run each, until the input ends or says {@code exit}. */
final class Prompt {

    private final Path data;
    private final Screen screen;
    private final BufferedReader in;
    private final OutputStream out;
    private final boolean prompts;
    private ControlClient agent;

    /** @param prompts whether it asks for each line */
    Prompt(Path data, Screen screen, BufferedReader in, OutputStream out, boolean prompts) {
        this.data = data;
        this.screen = screen;
        this.in = in;
        this.out = out;
        this.prompts = prompts;
    }

    static Prompt ofProcess(Path data, Screen screen, boolean prompts) {
        InputStreamReader in = new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8);
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        return new Prompt(data, screen, new BufferedReader(in), out, prompts);
    }

    /** The exit status of the last command. */
    int run() throws IOException {
        int status = 0;
        String line = read();
        while (line != null && !line.strip().equals("exit")) {
            if (!line.isBlank()) {
                status = execute(line);
            }
            line = read();
        }
        if (agent != null) {
            agent.close();
        }
        return status;
    }

    private String read() throws IOException {
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

    /** Connects anew after the agent was away: a shell lives longer than an agent that is started again. */
    private int execute(String line) throws ClosedOutputException {
        try {
            if (agent == null) {
                agent = ControlClient.connect(data);
            }
            return agent.execute(line, out);
        } catch (CommandException e) {
            agent = null;
            screen.print("nephometer: " + e.getMessage() + "\n");
            return e.status();
        }
    }
}
