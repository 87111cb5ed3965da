package io.nephometer.launcher;

/** A word of the command line as Gogo has to be given it, so that it means nothing but itself. */
final class GogoWord {

    private GogoWord() {}

    static String quote(String word) throws CommandException {
        if (word.chars().anyMatch(Character::isISOControl)) {
            throw CommandException.misuse("an argument has a control character or a line break in it");
        }
        // In double quotes Gogo has no escape for a single one, and no word for it but outside.
        return '"' + word.replaceAll("[\"$%\\\\]", "\\\\$0").replace("'", "\"\\'\"") + '"';
    }
}
