package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.spool.file.SpoolFolder;
import java.time.Duration;

/**
 * The limits of a spool.
 *
 * @param bytes the maximum size on disk
 * @param age the maximum time that a batch waits
 * @param free bytes to leave free on the file system; negative means 5 % of it, at most 256 MiB
 * @param memory the maximum size in memory, used while the disk cannot be written
 * @param drain how many samples of a backlog are delivered a second; 0 means no limit
 */
public record SpoolLimits(long bytes, Duration age, long free, long memory, long drain) {

    private static final long MAX_FREE = 256L << 20;

    /** Returns the bytes to leave free on the file system of a folder. */
    long free(SpoolFolder folder) {
        return free < 0 ? Math.min(MAX_FREE, folder.size() / 20) : free;
    }
}
