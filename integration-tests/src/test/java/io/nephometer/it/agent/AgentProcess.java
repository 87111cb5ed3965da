package io.nephometer.it.agent;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A running {@code bin/nephometer run}. */
public final class AgentProcess implements AutoCloseable {

    /** Runs a command before other work of the machine, so that a busy machine costs the agent no ticks. */
    private static final List<String> PREFERRED = List.of("nice", "-n", "-10");

    private final Process process;
    private final Path log;

    /** @param under a command that runs it, for example as another user */
    public AgentProcess(InstalledAgent installed, Object... under) {
        try {
            log = Files.createTempFile("agent", ".log");
            process = process(installed, log, under);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path socket = installed.data.resolve("agent.sock");
        await().atMost(Duration.ofSeconds(90)).until(() -> !process.isAlive() || Files.exists(socket));
    }

    /** Starts the process and returns at once. */
    public static Process process(InstalledAgent installed, Path log, Object... under) throws IOException {
        Object[] run = {
            installed.bin(), "run", "--conf", installed.conf, "--data", installed.data, "--deploy", installed.deploy
        };
        return new ProcessBuilder(Stream.of(PREFERRED.stream(), Stream.of(under), Stream.of(run))
                        .flatMap(part -> part)
                        .map(Object::toString)
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .start();
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<String> logLines() {
        return log().lines().toList();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until it has ended by itself. */
    public int exitStatus() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("it is still running: " + log());
        }
        return process.exitValue();
    }

    public boolean exitsWithin(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Kills it, as the kernel does when memory runs out. */
    public void killHard() throws InterruptedException {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
                throw new AssertionError("it did not stop in 60 s: " + log());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
