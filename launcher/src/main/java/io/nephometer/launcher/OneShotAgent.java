package io.nephometer.launcher;

import io.nephometer.launcher.cli.AgentFolders;
import io.nephometer.launcher.cli.CommandException;
import io.nephometer.launcher.client.ControlClient;
import io.nephometer.launcher.framework.OsgiFramework;
import io.nephometer.launcher.framework.ScratchDirectory;
import io.nephometer.launcher.log.LauncherLogManager;
import io.nephometer.launcher.terminal.SharedTerminal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A temporary agent that is started for a single command and uses a separate data directory. */
final class OneShotAgent {

    private static final int INTERRUPTED = 130; // the status that shells report after Ctrl-C
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration GOODBYE = Duration.ofSeconds(3);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Path data;
    private final OsgiFramework framework;

    OneShotAgent(AgentFolders folders, String version, SharedTerminal terminalOutput) throws IOException {
        LauncherLogManager.write(terminalOutput, java.util.logging.Level.WARNING);
        ScratchDirectory scratch = ScratchDirectory.temporary();
        this.data = scratch.path();
        this.framework = new OsgiFramework(folders.withData(data), scratch, version, "command");
    }

    int run(String command, OutputStream out) throws CommandException, IOException, InterruptedException {
        return run(command, Optional.empty(), out);
    }

    /**
     * Runs a command in the temporary agent and returns the command's exit status.
     *
     * @param last a second command, which ends the first command in an orderly way when the process receives SIGTERM or
     *     Ctrl-C
     */
    int run(String command, Optional<String> last, OutputStream out)
            throws CommandException, IOException, InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        ShutdownHook shutdown = ShutdownHook.by(
                () -> {
                    last.ifPresent(line -> finish(line, done));
                    return end();
                },
                INTERRUPTED);
        try {
            framework.start();
            try (ControlClient agent = ControlClient.await(data, START_LIMIT)) {
                return agent.execute(command, out);
            } finally {
                done.countDown();
            }
        } finally {
            end();
            shutdown.close();
        }
    }

    private void finish(String last, CountDownLatch done) {
        try (ControlClient agent = ControlClient.connect(data)) {
            agent.execute(last, OutputStream.nullOutputStream());
            done.await(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (CommandException | IOException e) {
            // the agent is stopped without the last command
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean end() {
        return framework.stop(STOP_LIMIT);
    }
}
