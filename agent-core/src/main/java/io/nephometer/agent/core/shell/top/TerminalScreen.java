package io.nephometer.agent.core.shell.top;

import java.util.stream.Collectors;

/** A terminal's screen: what is drawn on it takes the place of what was there, line by line, so that nothing flickers. */
final class TerminalScreen {

    private static final String HOME = "\u001b[H";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";

    private TerminalScreen() {}

    static String again(String text) {
        return text.lines().map(line -> line + CLEAR_LINE + "\n").collect(Collectors.joining("", HOME, CLEAR_BELOW));
    }
}
