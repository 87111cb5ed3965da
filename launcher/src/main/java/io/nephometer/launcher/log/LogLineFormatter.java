package io.nephometer.launcher.log;

import io.nephometer.text.PrintableText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.function.UnaryOperator;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Formats a log record as one line. If the record is an error, the line is followed by the exception's stack trace.
 * Secrets are removed from the text.
 */
final class LogLineFormatter extends Formatter {

    private static final int MAX_LENGTH = 2000;
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private static final int MAX_TRACE_LENGTH = 100_000;

    private final UnaryOperator<String> redaction;

    /**
     * Creates a formatter that removes secrets.
     *
     * @param redaction a function that returns its argument without secrets
     */
    LogLineFormatter(UnaryOperator<String> redaction) {
        this.redaction = redaction;
    }

    @Override
    public String format(LogRecord record) {
        StringBuilder line = new StringBuilder(200)
                .append(TIME.format(record.getInstant()))
                .append(' ')
                .append("%-5s".formatted(level(record.getLevel())))
                .append(' ')
                .append(shortName(record.getLoggerName()))
                .append("  ")
                .append(PrintableText.escaped(redaction.apply(cut(message(record))), MAX_LENGTH))
                .append('\n');
        if (record.getThrown() != null && isError(record)) {
            redaction.apply(cut(trace(record.getThrown()))).lines().forEach(part -> line.append("    ")
                    .append(PrintableText.escaped(part.strip(), MAX_LENGTH))
                    .append('\n'));
        }
        return line.toString();
    }

    private String message(LogRecord record) {
        String message = String.valueOf(formatMessage(record));
        if (record.getThrown() == null || isError(record)) {
            return message;
        }
        String cause = ExceptionSummary.of(record.getThrown());
        return message.contains(cause) ? message : message + ": " + cause;
    }

    private static boolean isError(LogRecord record) {
        return record.getLevel().intValue() >= Level.SEVERE.intValue();
    }

    private static String level(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARN";
        }
        return value >= Level.INFO.intValue() ? "INFO" : value >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
    }

    /** Returns the short name of a logger, for example {@code polling} for {@code io.nephometer.agent.core.polling}. */
    private static String shortName(String logger) {
        return logger == null || logger.isEmpty() ? "-" : logger.substring(logger.lastIndexOf('.') + 1);
    }

    private static String trace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        try {
            thrown.printStackTrace(new PrintWriter(trace));
        } catch (RuntimeException | Error e) { // thrown by a plugin's own exception class
            trace.append(thrown.getClass().getName()).append(", which cannot be printed");
        }
        return trace.toString();
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), MAX_TRACE_LENGTH));
    }
}
