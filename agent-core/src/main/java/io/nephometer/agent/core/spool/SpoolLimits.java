package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.spool.file.SpoolFolder;
import java.time.Duration;

/**
 * How much may wait in a spool, and how fast what waited leaves it.
 *
 * @param bytes on disk
 * @param free bytes that are left to others on the file system; negative: 5 % of it, 256 MiB at most
 * @param memory bytes, while the disk takes nothing
 * @param drain samples a second of what waited while nothing could be delivered; 0: without a limit
 */
public record SpoolLimits(long bytes, Duration age, long free, long memory, long drain) {

    private static final long MOST_FREE = 256L << 20;

    long free(SpoolFolder folder) {
        return free < 0 ? Math.min(MOST_FREE, folder.size() / 20) : free;
    }
}
