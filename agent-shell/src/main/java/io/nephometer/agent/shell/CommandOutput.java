package io.nephometer.agent.shell;

import java.io.PrintStream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Process;

/** Finds the stream to which a command prints. */
public final class CommandOutput {

    private CommandOutput() {}

    /**
     * Returns the file or pipe to which Gogo redirects the running command's output, or the session's console if the
     * output is not redirected.
     */
    public static PrintStream of(CommandSession session) {
        Process process = Process.Utils.current();
        return process == null ? session.getConsole() : process.out();
    }
}
