package io.nephometer.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** {@code bin/nephometer audit}: a process that listens until SIGTERM. */
public final class AuditProcess implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path report;
    private final Process process;

    /** Returns when it listens. */
    public AuditProcess(InstalledAgent installed, Path directory, String url) {
        report = directory.resolve("audit.txt");
        try {
            process = new ProcessBuilder(
                            installed.bin().toString(),
                            "audit",
                            "--conf",
                            installed.conf.toString(),
                            "--deploy",
                            installed.deploy.toString(),
                            "--durable",
                            "--from-start",
                            url)
                    .redirectErrorStream(true)
                    .redirectOutput(report.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(LIMIT).until(() -> text().contains("listening at"));
    }

    private String text() {
        try {
            return Files.readString(report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the newest line that it prints while it listens. */
    private String lastLine() {
        return text().lines().filter(line -> line.contains(" routes, ")).reduce("", (before, line) -> line);
    }

    /** Ends it once it has caught up; nothing may be missing. */
    public void assertNoGap() throws InterruptedException {
        String before = lastLine();
        await().atMost(LIMIT)
                .until(() -> !lastLine().equals(before) && lastLine().contains(", 0 missing,"));
        process.destroy(); // SIGTERM
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(text()).contains("complete: no document is missing");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
