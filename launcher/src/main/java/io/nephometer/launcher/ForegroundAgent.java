package io.nephometer.launcher;

import io.nephometer.launcher.cli.AgentFolders;
import io.nephometer.launcher.cli.CommandException;
import io.nephometer.launcher.client.ControlClient;
import io.nephometer.launcher.framework.OsgiFramework;
import io.nephometer.launcher.framework.ScratchDirectory;
import io.nephometer.launcher.log.LauncherLogManager;
import io.nephometer.launcher.prompt.Prompt;
import io.nephometer.launcher.terminal.SharedTerminal;
import io.nephometer.launcher.terminal.TerminalDetection;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

/**
 * The agent that the {@code run} command starts. The agent runs in the foreground until the process receives SIGTERM or
 * Ctrl-C.
 */
final class ForegroundAgent {

    private static final System.Logger LOG = System.getLogger(ForegroundAgent.class.getPackageName());
    /**
     * The exit status after a requested stop. As specified in daemon(7), service managers expect 0 rather than the
     * JVM's default status of 143 or 130.
     */
    private static final int STOPPED = 0;

    private static final int OUT_OF_MEMORY = 3; // the exit status of -XX:+ExitOnOutOfMemoryError

    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final AgentFolders folders;
    private final String version;
    private final TerminalDetection terminal;
    private final SharedTerminal terminalOutput;
    private final long begun = System.nanoTime();
    private boolean stopLogged;
    private volatile Prompt prompt;

    ForegroundAgent(AgentFolders folders, String version, TerminalDetection terminal, SharedTerminal terminalOutput) {
        this.folders = folders;
        this.version = version;
        this.terminal = terminal;
        this.terminalOutput = terminalOutput;
    }

    int run(boolean shell) throws CommandException, IOException, InterruptedException {
        LauncherLogManager.write(terminalOutput, java.util.logging.Level.INFO);
        Thread.setDefaultUncaughtExceptionHandler(ForegroundAgent::handleUncaught);
        ControlClient.socket(folders.data()); // fails immediately if the socket's path is too long
        DataLock lock = DataLock.take(folders.data());
        OsgiFramework framework = new OsgiFramework(folders, ScratchDirectory.in(folders.data()), version, "run");
        ShutdownHook shutdown = ShutdownHook.by(() -> stop(framework), STOPPED);
        try {
            startAndAwait(framework, shell);
        } finally {
            shutdown.close();
            lock.close();
        }
        return STOPPED;
    }

    /**
     * Logs the exception that ended a thread. If the JVM ran out of memory outside a call to a plugin, the process is
     * terminated because unknown parts of the agent may have failed. The spool is preserved, and the supervisor
     * restarts the agent.
     */
    private static void handleUncaught(Thread thread, Throwable thrown) {
        try {
            LOG.log(
                    Level.ERROR,
                    thread.getName() + " ends by " + thrown.getClass().getName(),
                    thrown);
        } finally {
            if (thrown instanceof OutOfMemoryError) {
                Runtime.getRuntime().halt(OUT_OF_MEMORY);
            }
        }
    }

    private void startAndAwait(OsgiFramework framework, boolean shell) throws CommandException, InterruptedException {
        try {
            framework.start();
        } catch (CommandException e) {
            framework.stop(STOP_LIMIT);
            throw e;
        }
        awaitAgent();
        if (shell) {
            startShell();
        }
        framework.await();
        closeShell();
        logStopped();
    }

    private void awaitAgent() throws InterruptedException {
        try {
            ControlClient.await(folders.data(), START_LIMIT).close();
            LOG.log(Level.INFO, started());
        } catch (CommandException | IOException e) { // the cause of the delay is logged separately
            LOG.log(Level.ERROR, e.getMessage());
        }
    }

    /**
     * Stops the agent and returns whether the stop was orderly and was not caused by a plugin's call to {@code exit}.
     */
    private boolean stop(OsgiFramework framework) {
        Optional<PluginExitCall> call = PluginExitCall.now();
        call.ifPresent(exit -> LOG.log(
                Level.ERROR,
                "the agent ends as %s called System.exit, on the thread %s: remove the plugin that it belongs to"
                        .formatted(exit.caller(), exit.thread()),
                exit.traced()));
        closeShell();
        boolean stopped = framework.stop(STOP_LIMIT);
        if (stopped) {
            logStopped();
        } else {
            LOG.log(Level.ERROR, "did not stop within {0} s", STOP_LIMIT.toSeconds());
        }
        return stopped && call.isEmpty();
    }

    /**
     * Logs once that the agent has stopped. The method is synchronized because a second thread may end the process and
     * must wait until the line has been written.
     */
    private synchronized void logStopped() {
        if (!stopLogged) {
            stopLogged = true;
            LOG.log(Level.INFO, "stopped");
        }
    }

    private String started() {
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        return "nephometer %s started in %s.%s s, pid %s, data %s"
                .formatted(
                        version,
                        took.toSeconds(),
                        took.toMillisPart() / 100,
                        ProcessHandle.current().pid(),
                        folders.data());
    }

    private void closeShell() {
        Prompt open = prompt;
        if (open != null) {
            open.close();
        }
    }

    /** Starts the shell on a separate thread. The agent keeps running after the shell has ended. */
    private void startShell() {
        Thread thread = new Thread(
                () -> {
                    try (Prompt shell = Prompt.ofAgent(folders.data(), terminalOutput, terminal)) {
                        prompt = shell;
                        shell.run();
                        terminalOutput.print("the shell is closed, the agent keeps running\n");
                    } catch (IOException e) {
                        LOG.log(Level.WARNING, "the shell is closed: {0}", e.getMessage());
                    }
                },
                "nephometer-shell");
        thread.setDaemon(true);
        thread.start();
    }
}
