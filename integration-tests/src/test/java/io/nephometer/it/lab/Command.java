package io.nephometer.it.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command that was run to its end: its exit status and its output. */
public record Command(int status, String output) {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    public static Command run(Object... words) {
        return run(List.of(words));
    }

    public static Command run(List<?> words) {
        try {
            Path output = Files.createTempFile("command", ".out"); // a file: a daemon may keep a pipe open
            Process process = new ProcessBuilder(
                            words.stream().map(Object::toString).toList())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
            boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
            String text = Files.readString(output, StandardCharsets.UTF_8);
            Files.delete(output);
            if (!ended) {
                process.destroyForcibly();
                throw new AssertionError(words + " did not end in " + LIMIT + ": " + text);
            }
            return new Command(process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs a command that must succeed, and returns its output without the last line feed. */
    public static String ok(Object... words) {
        Command command = run(words);
        if (command.status != 0) {
            throw new AssertionError(List.of(words) + " ended with " + command.status + ": " + command.output);
        }
        return command.output.stripTrailing();
    }
}
