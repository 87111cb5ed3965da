package io.nephometer.agent.core.delivery;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A batch in the spool, as its file's name tells: {@code <first>-<messages>-<samples>.batch}.
 *
 * @param first sequence number of its first message
 * @param messages how many it has
 * @param samples how many those hold
 */
record Stored(long first, int messages, int samples, long bytes) {

    private static final Pattern NAME = Pattern.compile("([0-9]{19})-([0-9]{1,9})-([0-9]{1,9})\\.(batch|sent)");

    /** Empty if it is not the name of a batch. */
    static Optional<Stored> named(String name, long bytes) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                ? Optional.of(new Stored(
                        Long.parseLong(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3)),
                        bytes))
                : Optional.empty();
    }

    Path in(Path directory) {
        return directory.resolve(stem() + ".batch");
    }

    /** The mark that the newest batch leaves when it is gone, so that numbers go on over a restart. */
    Path sentIn(Path directory) {
        return directory.resolve(stem() + ".sent");
    }

    long next() {
        return first + messages;
    }

    private String stem() {
        return String.format("%019d-%d-%d", first, messages, samples);
    }
}
