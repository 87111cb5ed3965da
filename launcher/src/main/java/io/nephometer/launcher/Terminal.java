package io.nephometer.launcher;

/**
 * Which of the standard streams are a terminal: the start script knows and tells it, as a property with the numbers of
 * those that are. The JVM cannot say it in the same way in all its versions.
 */
record Terminal(String streams) {

    static Terminal ofProcess() {
        return new Terminal(System.getProperty("nephometer.terminal", ""));
    }

    boolean isInput() {
        return streams.contains("0");
    }

    boolean isOutput() {
        return streams.contains("1");
    }

    boolean isErrors() {
        return streams.contains("2");
    }
}
