package io.nephometer.agent.core.spool.file;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A batch in a spool, as described by its file name: {@code <first>-<messages>-<samples>-<written>.batch}.
 *
 * @param first the number of the batch's first message
 * @param messages the number of messages in the batch
 * @param samples the number of samples in the batch
 * @param written the time at which the batch was written, in milliseconds since 1970
 * @param bytes the size of the file in bytes
 */
public record BatchFile(long first, int messages, int samples, long written, long bytes) {

    public static final String ENDING = ".batch";

    private static final Pattern NAME =
            Pattern.compile("([0-9]{19})-([0-9]{1,9})-([0-9]{1,9})-([0-9]{1,15})\\" + ENDING);
    private static final long GREATEST = Long.MAX_VALUE >> 8; // valid numbers stay far below this
    private static final int BLOCK = 4096; // the block size of most file systems

    /** Parses a file name. Returns an empty result if the name does not denote a batch. */
    public static Optional<BatchFile> named(String name, long bytes) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches() || matcher.group(1).compareTo(String.format(Locale.ROOT, "%019d", GREATEST)) > 0) {
            return Optional.empty();
        }
        BatchFile batch = new BatchFile(
                Long.parseLong(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                Long.parseLong(matcher.group(4)),
                bytes);
        return batch.first > 0 && batch.messages > 0 ? Optional.of(batch) : Optional.empty();
    }

    public String name() {
        return String.format(Locale.ROOT, "%019d-%d-%d-%d%s", first, messages, samples, written, ENDING);
    }

    /** Returns the number of the message that follows the last message in the batch. */
    public long next() {
        return first + messages;
    }

    public Instant writtenAt() {
        return Instant.ofEpochMilli(written);
    }

    /** Returns the number of bytes that the file occupies on disk, rounded up to whole blocks. */
    public long space() {
        return (bytes + BLOCK - 1) / BLOCK * BLOCK;
    }
}
