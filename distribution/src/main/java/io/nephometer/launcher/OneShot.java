package io.nephometer.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** An agent that is started for one command, on a data directory of its own that is removed afterwards. */
final class OneShot {

    private static final System.Logger LOG = System.getLogger(OneShot.class.getPackageName());
    private static final int INTERRUPTED = 130; // as a shell says it
    private static final Duration START_LIMIT = Duration.ofSeconds(15);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Folders folders;
    private final Path data;
    private final Platform platform;

    OneShot(Folders folders, String version, Screen screen) throws IOException {
        LogSystem.write(screen, java.util.logging.Level.WARNING);
        this.data = Files.createTempDirectory("nephometer-");
        this.folders = folders.withData(data);
        this.platform = new Platform(this.folders, version, "command");
    }

    int run(String command, OutputStream out) throws CommandException, IOException, InterruptedException {
        Termination termination = Termination.by(this::end, INTERRUPTED);
        try {
            platform.start();
            try (ControlClient agent = awaitAgent()) {
                return agent.execute(command, out);
            }
        } finally {
            end();
            termination.close();
        }
    }

    private ControlClient awaitAgent() throws CommandException, InterruptedException {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        Optional<ControlClient> agent = ControlClient.find(data);
        while (agent.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(20);
            agent = ControlClient.find(data);
        }
        return agent.orElseThrow(() -> CommandException.failure(
                "the agent did not take a command within %d s of its start".formatted(START_LIMIT.toSeconds())));
    }

    private boolean end() {
        boolean stopped = platform.stop(STOP_LIMIT);
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.log(Level.WARNING, "{0} could not be removed: {1}", data, e.getMessage());
        }
        return stopped;
    }
}
