package io.nephometer.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogLineFormatterTest {

    private static LogRecord log(Level level, String message) {
        LogRecord entry = new LogRecord(level, message);
        entry.setInstant(Instant.parse("2026-11-22T15:17:23.1239Z"));
        entry.setLoggerName("io.nephometer.polling");
        return entry;
    }

    private static String format(LogRecord entry) {
        return new LogLineFormatter(text -> text.replace("hunter2", "***")).format(entry);
    }

    @Test
    void whatCouldBreakTheLineIsEscaped() {
        assertThat(format(log(Level.INFO, "a\nb\r\tc\u001b[31m\u0000\u202e\u2028\u0085")))
                .isEqualTo("2026-11-22T15:17:23.123Z INFO  polling"
                        + "  a\\nb\\r\\tc\\u001b[31m\\u0000\\u202e\\u2028\\u0085\n");
    }

    @Test
    void aLongMessageIsCut() {
        String line = format(log(Level.INFO, "x".repeat(5000)));
        assertThat(line).endsWith("x…\n").hasSize("2026-11-22T15:17:23.123Z INFO  polling  ".length() + 2002);
    }

    @Test
    void aWarningContainsItsCauseWithoutATrace() {
        LogRecord entry = log(Level.WARNING, "the broker is away");
        entry.setThrown(new IllegalStateException("wrapped", new java.io.IOException("refused\nby peer")));
        assertThat(format(entry))
                .isEqualTo("2026-11-22T15:17:23.123Z WARN  polling  the broker is away: refused\\nby peer\n");
    }

    @Test
    void aCauseThatTheMessageContainsIsNotRepeated() {
        LogRecord entry = log(Level.WARNING, "the broker is away: refused");
        entry.setThrown(new java.io.IOException("refused"));
        assertThat(format(entry)).endsWith("the broker is away: refused\n");
    }

    @Test
    void anErrorHasItsTraceBelowWithoutATrickyLine() {
        LogRecord entry = log(Level.SEVERE, "a mistake");
        entry.setThrown(new IllegalStateException("evil\u001b[2J"));
        assertThat(format(entry).lines())
                .startsWith(
                        "2026-11-22T15:17:23.123Z ERROR polling  a mistake",
                        "    java.lang.IllegalStateException: evil\\u001b[2J")
                .anySatisfy(
                        line -> assertThat(line).startsWith("    at io.nephometer.launcher.log.LogLineFormatterTest."));
    }

    @Test
    void parametersAreFilledIn() {
        LogRecord entry = log(Level.FINE, "{0} of {1}");
        entry.setParameters(new Object[] {"1", "2"});
        assertThat(format(entry)).isEqualTo("2026-11-22T15:17:23.123Z DEBUG polling  1 of 2\n");
    }

    @Test
    void bracesWithoutParametersStay() {
        assertThat(format(log(Level.FINER, "{host} {0}"))).endsWith("TRACE polling  {host} {0}\n");
    }

    @Test
    void secretsAreHiddenInMessagesAndTraces() {
        LogRecord entry = log(Level.SEVERE, "hunter2 is wrong");
        entry.setThrown(new IllegalStateException("not hunter2", new java.io.IOException("nor hunter2")));
        assertThat(format(entry))
                .contains("*** is wrong", "not ***", "Caused by: java.io.IOException: nor ***")
                .doesNotContain("hunter2");
    }

    @Test
    void whatCannotBePrintedIsNamed() {
        LogRecord entry = log(Level.SEVERE, "a mistake");
        entry.setThrown(new IllegalStateException() {
            @Override
            public String toString() {
                throw new IllegalArgumentException("not me");
            }
        });
        assertThat(format(entry)).contains("a mistake\n", ", which cannot be printed");
    }
}
