package io.nephometer.launcher.terminal;

/**
 * Which of the standard streams are a terminal. The start script passes their numbers in a property, because the JVM
 * does not report it in the same way in all its versions.
 */
public record TerminalStreams(String streams) {

    public static TerminalStreams ofProcess() {
        return new TerminalStreams(System.getProperty("nephometer.terminal", ""));
    }

    public boolean isInput() {
        return streams.contains("0");
    }

    public boolean isOutput() {
        return streams.contains("1");
    }

    boolean isErrors() {
        return streams.contains("2");
    }
}
