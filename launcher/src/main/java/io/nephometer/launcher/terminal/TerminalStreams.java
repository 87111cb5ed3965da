package io.nephometer.launcher.terminal;

/**
 * The standard streams that are connected to a terminal. The start script passes their numbers in a property, because
 * versions of the JVM differ in how they report a terminal.
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
