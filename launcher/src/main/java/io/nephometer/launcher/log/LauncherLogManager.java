package io.nephometer.launcher.log;

import io.nephometer.launcher.terminal.TerminalScreen;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** A log manager that no file configures and that works until the process ends. */
public final class LauncherLogManager extends LogManager {

    /** Writes records of {@code level} and above to the screen, one line each. */
    public static void write(TerminalScreen screen, Level level) {
        Logger root = Logger.getLogger("");
        root.setLevel(level);
        root.addHandler(new ScreenHandler(screen));
    }

    /** Logs texts from now on as this returns them: without secrets. */
    public static void hideSecrets(UnaryOperator<String> redaction) {
        Stream.of(Logger.getLogger("").getHandlers())
                .filter(ScreenHandler.class::isInstance)
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
    private static final class ScreenHandler extends Handler {

        private final TerminalScreen screen;
        private final Logger paho =
                Logger.getLogger("org.eclipse.paho.client.mqttv3"); // kept, or its level is forgotten

        ScreenHandler(TerminalScreen screen) {
            this.screen = screen;
            paho.setLevel(Level.OFF); // it would log a trace where the route logs one line
            setFormatter(new LogLineFormatter(UnaryOperator.identity()));
        }

        @Override
        public void publish(LogRecord record) {
            if (isLoggable(record)) {
                screen.print(getFormatter().format(record));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
