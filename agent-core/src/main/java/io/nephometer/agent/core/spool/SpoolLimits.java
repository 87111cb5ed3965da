package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.spool.file.SpoolFolder;
import java.time.Duration;

/**
 * The limits that apply to a spool.
 *
 * @param bytes the maximum size on disk, in bytes
 * @param age the maximum time for which a batch may wait
 * @param free the number of bytes to leave free on the file system; a negative number means 5 % of the file system's
 *     size, up to a maximum of 256 MiB
 * @param memory the maximum size of the batches in memory, in bytes
 * @param drain the maximum number of samples per second to deliver from a backlog, or 0 for no limit
 */
public record SpoolLimits(long bytes, Duration age, long free, long memory, long drain) {

    private static final long MAX_FREE = 256L << 20;

    /** Returns the number of bytes to leave free on the file system that contains the folder. */
    long free(SpoolFolder folder) {
        return free < 0 ? Math.min(MAX_FREE, folder.size() / 20) : free;
    }
}
