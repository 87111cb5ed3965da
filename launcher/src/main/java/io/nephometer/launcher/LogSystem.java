package io.nephometer.launcher;

import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** The JVM's logging, without its own ideas: no file configures it, and it works until the very end of the process. */
public final class LogSystem extends LogManager {

    /** All that is at least as important as {@code level} goes to the screen, a line a record. */
    static void write(Screen screen, Level level) {
        Logger root = Logger.getLogger("");
        root.setLevel(level);
        root.addHandler(new Lines(screen));
    }

    /** From now on the log shows texts as this returns them: without secrets. */
    static void hideSecrets(UnaryOperator<String> redaction) {
        Stream.of(Logger.getLogger("").getHandlers())
                .filter(Lines.class::isInstance)
                .forEach(lines -> lines.setFormatter(new LogLine(redaction)));
    }

    @Override
    public void readConfiguration() {
        // else the JDK's handler would print each record a second time, on two lines
    }

    @Override
    public void reset() {
        // the JDK calls it when the process is told to end, while bundles that stop still have something to say
    }

    /** A handler that keeps nothing back. */
    private static final class Lines extends Handler {

        private final Screen screen;
        private final Logger paho =
                Logger.getLogger("org.eclipse.paho.client.mqttv3"); // kept, or its level is forgotten

        Lines(Screen screen) {
            this.screen = screen;
            paho.setLevel(Level.OFF); // a trace for what the route whose broker is away tells on one line
            setFormatter(new LogLine(UnaryOperator.identity()));
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
