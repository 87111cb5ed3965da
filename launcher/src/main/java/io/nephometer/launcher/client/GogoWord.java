package io.nephometer.launcher.client;

import io.nephometer.launcher.cli.CommandException;

/** Quotes words so that Gogo interprets them literally. */
public final class GogoWord {

    private GogoWord() {}

    public static String quote(String word) throws CommandException {
        if (word.chars().anyMatch(Character::isISOControl)) {
            throw CommandException.misuse("an argument contains a control character or a line break");
        }
        // Gogo can escape a single quote only outside double quotes.
        return '"' + word.replaceAll("[\"$%\\\\]", "\\\\$0").replace("'", "\"\\'\"") + '"';
    }
}
