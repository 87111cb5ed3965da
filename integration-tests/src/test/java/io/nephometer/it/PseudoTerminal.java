package io.nephometer.it;

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
final class PseudoTerminal implements AutoCloseable {

    static final String ENTER = "\r";
    static final String TAB = "\t";
    static final String PREVIOUS = "\u0010"; // Ctrl-P
    static final String CTRL_C = "\u0003";
    static final String CTRL_D = "\u0004";

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CONTROL_SEQUENCES = "\u001b(\\[[0-9;?]*[A-Za-z]|[=>78]|\\([A-Z0-9])|[\u0007\u0008\r]";

    private final Process process;
    private final Path seen;
    private int answered;

    PseudoTerminal(Object... command) {
        try {
            seen = Files.createTempFile("terminal", ".out");
            String line = "stty columns 100 rows 30; exec "
                    + Arrays.stream(command).map(Object::toString).collect(Collectors.joining(" "));
            // a build in the background ignores Ctrl-C, and what it starts would, too
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

    PseudoTerminal type(String keys) {
        answered = screen().length();
        try {
            process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that was seen so far, as plain text. */
    String screen() {
        try {
            return Files.readString(seen, StandardCharsets.UTF_8).replaceAll(CONTROL_SEQUENCES, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Something that was not there before the last keys. */
    PseudoTerminal until(String text) {
        await().atMost(LIMIT).until(() -> screen().substring(answered), seenSince -> seenSince.contains(text));
        return this;
    }

    int exitStatus() throws InterruptedException {
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it still runs: " + screen());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
