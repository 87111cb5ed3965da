package io.nephometer.agent.core.spool.file;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A batch in a spool, as its file's name tells: {@code <first>-<messages>-<samples>-<written>.batch}.
 *
 * @param first number of its first message
 * @param messages how many it has
 * @param samples how many those hold
 * @param written in milliseconds since 1970
 */
public record BatchFile(long first, int messages, int samples, long written, long bytes) {

    public static final String ENDING = ".batch";

    private static final Pattern NAME =
            Pattern.compile("([0-9]{19})-([0-9]{1,9})-([0-9]{1,9})-([0-9]{1,15})\\" + ENDING);
    private static final long GREATEST = Long.MAX_VALUE >> 8; // no number gets near it: what is above is garbage
    private static final int BLOCK = 4096; // of most file systems: a file takes whole ones

    /** Empty if it is not the name of a batch. */
    public static Optional<BatchFile> named(String name, long bytes) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches() || matcher.group(1).compareTo(String.format(Locale.ROOT, "%019d", GREATEST)) > 0) {
            return Optional.empty();
        }
        BatchFile stored = new BatchFile(
                Long.parseLong(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                Long.parseLong(matcher.group(4)),
                bytes);
        return stored.first > 0 && stored.messages > 0 ? Optional.of(stored) : Optional.empty();
    }

    public String name() {
        return String.format(Locale.ROOT, "%019d-%d-%d-%d%s", first, messages, samples, written, ENDING);
    }

    /** Number of the message after its last. */
    public long next() {
        return first + messages;
    }

    public Instant writtenAt() {
        return Instant.ofEpochMilli(written);
    }

    /** What it takes on disk. */
    public long space() {
        return (bytes + BLOCK - 1) / BLOCK * BLOCK;
    }
}
