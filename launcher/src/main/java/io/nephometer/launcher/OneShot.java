package io.nephometer.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An agent that is started for one command, on a data directory of its own that is removed afterwards. */
final class OneShot {

    private static final int INTERRUPTED = 130; // as a shell says it
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration GOODBYE = Duration.ofSeconds(3);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Path data;
    private final Platform platform;

    OneShot(Folders folders, String version, Screen screen) throws IOException {
        LogSystem.write(screen, java.util.logging.Level.WARNING);
        Scratch scratch = Scratch.temporary();
        this.data = scratch.path();
        this.platform = new Platform(folders.withData(data), scratch, version, "command");
    }

    int run(String command, OutputStream out) throws CommandException, IOException, InterruptedException {
        return run(command, Optional.empty(), out);
    }

    /** @param last the command that ends the other one in order when the process is told to end */
    int run(String command, Optional<String> last, OutputStream out)
            throws CommandException, IOException, InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        Termination termination = Termination.by(
                () -> {
                    last.ifPresent(line -> finish(line, done));
                    return end();
                },
                INTERRUPTED);
        try {
            platform.start();
            try (ControlClient agent = ControlClient.await(data, START_LIMIT)) {
                return agent.execute(command, out);
            } finally {
                done.countDown();
            }
        } finally {
            end();
            termination.close();
        }
    }

    private void finish(String last, CountDownLatch done) {
        try (ControlClient agent = ControlClient.connect(data)) {
            agent.execute(last, OutputStream.nullOutputStream());
            done.await(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (CommandException | IOException e) {
            // then it ends without
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean end() {
        return platform.stop(STOP_LIMIT);
    }
}
