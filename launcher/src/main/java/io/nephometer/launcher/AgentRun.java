package io.nephometer.launcher;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

/** {@code run}: the agent in the foreground, until it is told to end. */
final class AgentRun {

    private static final System.Logger LOG = System.getLogger(AgentRun.class.getPackageName());
    /** Not the 143 or 130 of a JVM: daemon(7), and so a service manager, takes a stop on demand for a success. */
    private static final int STOPPED = 0;

    private static final int OUT_OF_MEMORY = 3; // as the JVM says it where it is told to exit then

    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Folders folders;
    private final String version;
    private final Terminal terminal;
    private final Screen screen;
    private final long begun = System.nanoTime();
    private boolean said;
    private volatile Prompt prompt;

    AgentRun(Folders folders, String version, Terminal terminal, Screen screen) {
        this.folders = folders;
        this.version = version;
        this.terminal = terminal;
        this.screen = screen;
    }

    int run(boolean shell) throws CommandException, IOException, InterruptedException {
        LogSystem.write(screen, java.util.logging.Level.INFO);
        Thread.setDefaultUncaughtExceptionHandler(AgentRun::end);
        ControlClient.socket(folders.data()); // says now if its name is too long
        DataLock lock = DataLock.take(folders.data());
        Platform platform = new Platform(folders, Scratch.in(folders.data()), version, "run");
        Termination termination = Termination.by(() -> stop(platform), STOPPED);
        try {
            startAndAwait(platform, shell);
        } finally {
            termination.close();
            lock.close();
        }
        return STOPPED;
    }

    /**
     * Memory ran out, and not for a plugin, which would have been to blame for itself: nobody knows what is missing now. What
     * supervises the agent starts it again, and the spool has survived.
     */
    private static void end(Thread thread, Throwable thrown) {
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

    private void startAndAwait(Platform platform, boolean shell) throws CommandException, InterruptedException {
        try {
            platform.start();
        } catch (CommandException e) {
            platform.stop(STOP_LIMIT);
            throw e;
        }
        awaitAgent();
        if (shell) {
            startShell();
        }
        platform.await();
        closeShell();
        sayStopped();
    }

    private void awaitAgent() throws InterruptedException {
        try {
            ControlClient.await(folders.data(), START_LIMIT).close();
            LOG.log(Level.INFO, started());
        } catch (CommandException | IOException e) { // what keeps it is told by whoever it is
            LOG.log(Level.ERROR, e.getMessage());
        }
    }

    /** Returns whether it stopped in order, and on demand. */
    private boolean stop(Platform platform) {
        Optional<ExitCall> call = ExitCall.now();
        call.ifPresent(exit -> LOG.log(
                Level.ERROR,
                "the agent ends as %s called System.exit, on the thread %s: remove the plugin that it belongs to"
                        .formatted(exit.caller(), exit.thread()),
                exit.traced()));
        closeShell();
        boolean stopped = platform.stop(STOP_LIMIT);
        if (stopped) {
            sayStopped();
        } else {
            LOG.log(Level.ERROR, "did not stop within {0} s", STOP_LIMIT.toSeconds());
        }
        return stopped && call.isEmpty();
    }

    /** By whichever thread sees it first; the other one, which may end the process, waits until it is said. */
    private synchronized void sayStopped() {
        if (!said) {
            said = true;
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

    /** What ends the shell does not end the agent. */
    private void startShell() {
        Thread thread = new Thread(
                () -> {
                    try (Prompt shell = Prompt.ofAgent(folders.data(), screen, terminal)) {
                        prompt = shell;
                        shell.run();
                        screen.print("the shell is closed, the agent keeps running\n");
                    } catch (IOException e) {
                        LOG.log(Level.WARNING, "the shell is closed: {0}", e.getMessage());
                    }
                },
                "nephometer-shell");
        thread.setDaemon(true);
        thread.start();
    }
}
