package io.nephometer.launcher.log;

import io.nephometer.launcher.terminal.SharedTerminal;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** A log manager that does not read a configuration file and remains active until the process ends. */
public final class LauncherLogManager extends LogManager {

    /** Configures logging so that records of the given level and above are written to the terminal. */
    public static void write(SharedTerminal terminalOutput, Level level) {
        Logger root = Logger.getLogger("");
        root.setLevel(level);
        root.addHandler(new TerminalHandler(terminalOutput));
    }

    /** Sets the function that removes secrets from the text of all subsequent log records. */
    public static void hideSecrets(UnaryOperator<String> redaction) {
        Stream.of(Logger.getLogger("").getHandlers())
                .filter(TerminalHandler.class::isInstance)
                .forEach(handler -> handler.setFormatter(new LogLineFormatter(redaction)));
    }

    @Override
    public void readConfiguration() {
        // the handlers in the JDK's configuration would print each record a second time
    }

    @Override
    public void reset() {
        // the JDK resets the log manager at SIGTERM, but bundles that are stopping still write log records
    }

    /** A handler that writes each record to the terminal immediately. */
    private static final class TerminalHandler extends Handler {

        private final SharedTerminal terminalOutput;
        private final Logger paho =
                Logger.getLogger("org.eclipse.paho.client.mqttv3"); // a strong reference preserves its level

        TerminalHandler(SharedTerminal terminalOutput) {
            this.terminalOutput = terminalOutput;
            paho.setLevel(Level.OFF); // Paho would log stack traces; the route logs one line instead
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
