package io.nephometer.launcher.client;

import io.nephometer.launcher.cli.CommandException;

/** Quotes a word for Gogo, so that it stands for nothing but itself. */
public final class GogoWord {

    private GogoWord() {}

    public static String quote(String word) throws CommandException {
        if (word.chars().anyMatch(Character::isISOControl)) {
            throw CommandException.misuse("an argument has a control character or a line break in it");
        }
        // Gogo cannot escape a single quote inside double quotes, only outside.
        return '"' + word.replaceAll("[\"$%\\\\]", "\\\\$0").replace("'", "\"\\'\"") + '"';
    }
}
