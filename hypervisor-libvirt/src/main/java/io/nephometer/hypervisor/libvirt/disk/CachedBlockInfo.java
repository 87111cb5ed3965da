package io.nephometer.hypervisor.libvirt.disk;

import io.nephometer.hypervisor.Stats;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * The sizes of one disk of a running domain, taken from the bulk call and the status of its file if these suffice.
 * Otherwise virDomainGetBlockInfo is called and its answer is kept, because the call wakes the monitor of the domain.
 */
final class CachedBlockInfo {

    /** The time for which an answer is kept. */
    static final Duration KEPT = Duration.ofMinutes(10);

    /** A file whose allocation differs from what QEMU reports more often than this in a row is another file. */
    private static final int MAX_MISMATCHES = 10;

    /**
     * Calls virDomainGetBlockInfo. Returns empty if that is not possible now, and an empty value if libvirt does not
     * know the sizes.
     */
    interface Call {
        Optional<Optional<BlockInfo>> run();
    }

    /** The file to which a path led. */
    private record Target(String path, long device, long inode) {}

    private Target verified;
    private int mismatches;

    private String answeredPath;
    private long answered;
    private Optional<BlockInfo> answer = Optional.empty();
    private long used;

    /**
     * Returns the sizes of the disk; empty if they are not known.
     *
     * @param disk the disk's statistics from the bulk call
     */
    synchronized Optional<BlockInfo> read(
            Stats disk, Function<String, Optional<FileStat>> files, Call call, long nanos) {
        used = nanos;
        Number allocated = disk.number("physical");
        String path = disk.text("path").orElse(null);
        if (allocated == null) { // an empty drive and a drive of a busy monitor have no capacity either
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
     * Returns whether this is the file that QEMU has open, and not another one at the same path in another mount
     * namespace. The file must occupy exactly what QEMU reports; after that has been verified, it may grow between the
     * two readings.
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

    /** Returns whether the sizes have not been read within the time for which an answer is kept. */
    synchronized boolean isUnused(long nanos) {
        return nanos - used >= KEPT.toNanos();
    }
}
