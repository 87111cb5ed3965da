package io.nephometer.hypervisor.libvirt.disk;

import io.nephometer.hypervisor.Stats;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Determines the sizes of a single disk of a running domain. If possible, the sizes are taken from the bulk call and
 * the status of the disk's file. If virDomainGetBlockInfo must be called, its answer is cached, because the call wakes
 * the domain's monitor.
 */
final class DiskSizeReader {

    /** The time for which an answer is cached. */
    static final Duration KEPT = Duration.ofMinutes(10);

    /**
     * The maximum number of consecutive readings in which the allocation of a verified file may differ from the value
     * that QEMU reports. If the maximum is exceeded, the file is considered to be a different file.
     */
    private static final int MAX_MISMATCHES = 10;

    /**
     * Calls virDomainGetBlockInfo. The outer {@code Optional} is empty if the call cannot be made at the moment. The
     * inner {@code Optional} is empty if libvirt does not know the sizes.
     */
    interface Call {
        Optional<Optional<BlockInfo>> run();
    }

    /** The file found at a path, identified by its device and inode. */
    private record Target(String path, long device, long inode) {}

    private Target verified;
    private int mismatches;

    private String answeredPath;
    private long answered;
    private Optional<BlockInfo> answer = Optional.empty();
    private long used;

    /**
     * Returns the sizes of the disk, or an empty {@code Optional} if the sizes are not known.
     *
     * @param disk the disk's statistics from the bulk call
     */
    synchronized Optional<BlockInfo> read(
            Stats disk, Function<String, Optional<FileStat>> files, Call call, long nanos) {
        used = nanos;
        Number allocated = disk.number("physical");
        String path = disk.text("path").orElse(null);
        if (allocated == null) { // an empty drive has no capacity either, nor has any drive while the monitor is busy
            return disk.number("capacity") == null ? Optional.empty() : kept(String.valueOf(path), call, nanos);
        }
        if (path == null) { // a network disk
            return Optional.of(new BlockInfo(allocated, allocated));
        }
        FileStat file = files.apply(path).orElse(null);
        if (file != null && file.kind() == FileStat.Kind.BLOCK) {
            return Optional.of(new BlockInfo(disk.number("allocation"), allocated));
        }
        if (file != null && file.kind() == FileStat.Kind.REGULAR && isSameFile(path, file, allocated)) {
            return Optional.of(new BlockInfo(allocated, file.length()));
        }
        return kept(path, call, nanos);
    }

    /**
     * Returns whether the file is the one that QEMU has open, rather than a different file at the same path in another
     * mount namespace. The file must occupy exactly as many bytes as QEMU reports. Once a file has been verified, its
     * allocation may differ from QEMU's value, because the file may grow between the two readings.
     */
    private boolean isSameFile(String path, FileStat file, Number allocated) {
        Target target = new Target(path, file.device(), file.inode());
        if (file.allocated() == allocated.longValue()) {
            verified = target;
            mismatches = 0;
        } else if (!target.equals(verified) || ++mismatches > MAX_MISMATCHES) {
            verified = null;
        }
        return verified != null;
    }

    private Optional<BlockInfo> kept(String path, Call call, long nanos) {
        boolean samePath = path.equals(answeredPath);
        if (!samePath || nanos - answered >= KEPT.toNanos()) {
            Optional<Optional<BlockInfo>> newest = call.run();
            if (newest.isEmpty()) {
                return samePath ? answer : Optional.empty();
            }
            answeredPath = path;
            answered = nanos;
            answer = newest.get();
        }
        return answer;
    }

    /** Returns whether a full caching period has passed since the sizes were last read. */
    synchronized boolean isUnused(long nanos) {
        return nanos - used >= KEPT.toNanos();
    }
}
