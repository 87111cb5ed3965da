package io.nephometer.launcher.terminal;

/**
 * Identifies the standard streams that are connected to a terminal. The start script passes the numbers of the
 * connected streams in a property because JVM versions differ in how they report a terminal.
 */
public record TerminalDetection(String streams) {

    public static TerminalDetection ofProcess() {
        return new TerminalDetection(System.getProperty("nephometer.terminal", ""));
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
