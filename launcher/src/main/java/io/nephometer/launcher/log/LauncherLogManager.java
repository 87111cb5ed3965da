package io.nephometer.launcher.log;

import io.nephometer.launcher.terminal.TerminalOutput;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** A log manager that no file configures and that works until the process ends. */
public final class LauncherLogManager extends LogManager {

    /** Writes records of {@code level} and above to the terminal, one line each. */
    public static void write(TerminalOutput terminalOutput, Level level) {
        Logger root = Logger.getLogger("");
        root.setLevel(level);
        root.addHandler(new TerminalHandler(terminalOutput));
    }

    /** Passes the texts of all later records through this function, which removes secrets. */
    public static void hideSecrets(UnaryOperator<String> redaction) {
        Stream.of(Logger.getLogger("").getHandlers())
                .filter(TerminalHandler.class::isInstance)
                .forEach(handler -> handler.setFormatter(new LogLineFormatter(redaction)));
    }

    @Override
    public void readConfiguration() {
        // the JDK's handler would print each record a second time
    }

    @Override
    public void reset() {
        // the JDK calls it at SIGTERM, while bundles that stop still log
    }

    /** A handler without a buffer. */
    private static final class TerminalHandler extends Handler {

        private final TerminalOutput terminalOutput;
        private final Logger paho =
                Logger.getLogger("org.eclipse.paho.client.mqttv3"); // kept, or its level is forgotten

        TerminalHandler(TerminalOutput terminalOutput) {
            this.terminalOutput = terminalOutput;
            paho.setLevel(Level.OFF); // it would log a trace where the route logs one line
            setFormatter(new LogLineFormatter(UnaryOperator.identity()));
        }

        @Override
        public void publish(LogRecord record) {
            if (isLoggable(record)) {
                terminalOutput.print(getFormatter().format(record));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
