package io.nephometer.hypervisor.libvirt.disk;

import io.nephometer.hypervisor.Stats;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Supplements the disk statistics of the bulk call with the sizes that virDomainGetBlockInfo would return, usually
 * without calling that function. In the bulk call, {@code allocation} is the highest offset written since QEMU started,
 * and, for a file, {@code physical} is the value that virDomainGetBlockInfo returns as the allocation.
 */
public final class DiskSizeSupplement {

    /**
     * The maximum number of calls per second that may wake a monitor. On a large host, this limit spreads the first
     * readings over several turns.
     */
    private static final int MAX_CALLS_PER_SECOND = 50;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private record Key(String uuid, int id, String disk) {}

    private final Function<String, Optional<FileStat>> files;
    private final LongSupplier nanos;
    private final Map<Key, DiskSizeReader> disks = new ConcurrentHashMap<>();
    private long swept;
    private long secondStart;
    private int calls;

    public DiskSizeSupplement(Function<String, Optional<FileStat>> files, LongSupplier nanos) {
        this.files = files;
        this.nanos = nanos;
        swept = nanos.getAsLong();
        secondStart = swept;
    }

    /**
     * Adds the sizes of a running domain's disks to the domain's statistics.
     *
     * @param bulk the domain's statistics from the bulk call
     * @param stats the builder for the same statistics, to which the sizes are added
     */
    public void add(String uuid, int id, Stats bulk, Stats.Builder stats, BlockInfoSource source) {
        long now = nanos.getAsLong();
        for (Stats disk : bulk.each("block")) {
            disk.text("name")
                    .ifPresent(name -> disks.computeIfAbsent(new Key(uuid, id, name), key -> new DiskSizeReader())
                            .read(disk, files, limited(name, source, now), now)
                            .ifPresent(info -> info.put(disk.index(), stats)));
        }
        sweep(now);
    }

    private DiskSizeReader.Call limited(String disk, BlockInfoSource source, long now) {
        return () -> takeCall(now) && source.isMonitorFree() ? Optional.of(source.blockInfo(disk)) : Optional.empty();
    }

    /** Returns whether another call is permitted in the current second and, if so, counts the call. */
    private synchronized boolean takeCall(long now) {
        if (now - secondStart >= SECOND) {
            secondStart = now;
            calls = 0;
        }
        return calls++ < MAX_CALLS_PER_SECOND;
    }

    /** Discards disks that have not been read for a full caching period. */
    private synchronized void sweep(long now) {
        if (now - swept >= DiskSizeReader.KEPT.toNanos()) {
            disks.values().removeIf(disk -> disk.isUnused(now));
            swept = now;
        }
    }

    int size() {
        return disks.size();
    }
}
