package io.nephometer.launcher;

import io.nephometer.launcher.cli.ClosedOutputException;
import io.nephometer.launcher.cli.CommandException;
import io.nephometer.launcher.log.LauncherLogManager;
import io.nephometer.launcher.terminal.SharedTerminal;
import io.nephometer.launcher.terminal.TerminalDetection;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The entry point of the launcher. The launcher runs the command specified on the command line and exits with the
 * command's status.
 */
public final class Main {

    private static final int FAILED = 1;
    private static final int BROKEN_PIPE = 141; // the status of a program that SIGPIPE has terminated

    private final SharedTerminal terminalOutput;

    private Main(SharedTerminal terminalOutput) {
        this.terminalOutput = terminalOutput;
    }

    public static void main(String[] words) {
        Locale.setDefault(Locale.ROOT); // the framework must format versions with ASCII digits
        // Set here because the JVM chooses its log manager before a static initializer of LauncherLogManager would run.
        System.setProperty("java.util.logging.manager", LauncherLogManager.class.getName());
        TerminalDetection terminal = TerminalDetection.ofProcess();
        SharedTerminal terminalOutput = SharedTerminal.ofProcess(terminal);
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        String version = Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("unknown");
        AgentCommands agent = new AgentCommands(home(), version, terminal, terminalOutput, out);
        System.exit(new Main(terminalOutput).run(new Commands(agent, version, out), List.of(words)));
    }

    private int run(Commands commands, List<String> words) {
        try {
            return commands.run(words);
        } catch (ClosedOutputException e) {
            return BROKEN_PIPE;
        } catch (CommandException e) {
            return fail(e.getMessage(), e.status());
        } catch (IOException e) {
            return fail(e.toString(), FAILED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        } catch (RuntimeException | Error e) { // if uncaught, the framework's threads would keep running
            System.getLogger(Main.class.getPackageName()).log(Level.ERROR, "this is a bug in nephometer", e);
            return FAILED;
        }
    }

    private int fail(String message, int status) {
        terminalOutput.print("nephometer: " + message + "\n");
        return status;
    }

    /** Returns the folder whose {@code bin/} subfolder contains this jar. */
    private static Path home() {
        try {
            URI jar = Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            return Path.of(jar).toAbsolutePath().getParent().getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
