package io.nephometer.it.lab;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A command on a terminal of its own, made by script(1): what is typed there, and what is seen. */
public final class PseudoTerminal implements AutoCloseable {

    public static final String ENTER = "\r";
    public static final String TAB = "\t";
    public static final String PREVIOUS = "\u0010"; // Ctrl-P
    public static final String CTRL_C = "\u0003";
    public static final String CTRL_D = "\u0004";

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CONTROL_SEQUENCES = "\u001b(\\[[0-9;?]*[A-Za-z]|[=>78]|\\([A-Z0-9])|[\u0007\u0008\r]";

    private final Process process;
    private final Path seen;
    private int answered;

    public PseudoTerminal(Object... command) {
        try {
            seen = Files.createTempFile("terminal", ".out");
            String line = "stty columns 100 rows 30; exec "
                    + Arrays.stream(command).map(Object::toString).collect(Collectors.joining(" "));
            // a build in the background ignores Ctrl-C, and its children would, too
            ProcessBuilder script = new ProcessBuilder(
                            "env",
                            "--default-signal=INT",
                            "script",
                            "--quiet",
                            "--flush",
                            "--return",
                            "-c",
                            line,
                            "/dev/null")
                    .redirectErrorStream(true)
                    .redirectOutput(seen.toFile());
            script.environment().put("TERM", "xterm");
            process = script.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public PseudoTerminal type(String keys) {
        answered = screen().length();
        try {
            process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns all output so far, as plain text. */
    String screen() {
        try {
            return Files.readString(seen, StandardCharsets.UTF_8).replaceAll(CONTROL_SEQUENCES, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a text that was not there before the last keys. */
    public PseudoTerminal until(String text) {
        await().atMost(LIMIT).until(() -> screen().substring(answered), seenSince -> seenSince.contains(text));
        return this;
    }

    public int exitStatus() throws InterruptedException {
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it is still running: " + screen());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
