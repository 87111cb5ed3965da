package io.nephometer.agent.shell.top;

import java.util.stream.Collectors;

/** Redraws a terminal's screen line by line so that the screen does not flicker. */
final class TerminalScreen {

    private static final String HOME = "\u001b[H";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";

    private TerminalScreen() {}

    /** Adds control sequences to the text so that printing the result replaces the content of the screen. */
    static String redraw(String text) {
        return text.lines().map(line -> line + CLEAR_LINE + "\n").collect(Collectors.joining("", HOME, CLEAR_BELOW));
    }
}
