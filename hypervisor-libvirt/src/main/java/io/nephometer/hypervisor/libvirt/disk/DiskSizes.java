package io.nephometer.hypervisor.libvirt.disk;

import io.nephometer.hypervisor.Stats;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Adds to the bulk call's statistics of disks what virDomainGetBlockInfo says of them, mostly without asking it: the bulk
 * call's {@code allocation} is the highest offset written since qemu started, and its {@code physical} of a file is what
 * blockInfo calls allocation.
 */
public final class DiskSizes {

    /** So many questions may wake monitors in a second: the first turn on a host of many guests is spread over several. */
    private static final int MOST_ASKED = 50;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** Asks blockInfo of a guest's disks. */
    public interface Question {

        /** Whether the monitor is free; else the question would wait. */
        boolean canBeAsked();

        /** Returns empty where libvirt does not know it. */
        Optional<BlockInfo> ask(String disk);
    }

    private record Key(String uuid, int id, String disk) {}

    private final Function<String, Optional<FileStat>> files;
    private final LongSupplier nanos;
    private final Map<Key, CachedBlockInfo> disks = new ConcurrentHashMap<>();
    private long swept;
    private long since;
    private int asked;

    public DiskSizes(Function<String, Optional<FileStat>> files, LongSupplier nanos) {
        this.files = files;
        this.nanos = nanos;
        swept = nanos.getAsLong();
        since = swept;
    }

    /**
     * Adds the sizes of a running guest's disks.
     *
     * @param known what the bulk call says of the guest
     * @param into the same, to be added to
     */
    public void add(String uuid, int id, Stats known, Stats.Builder into, Question question) {
        long now = nanos.getAsLong();
        for (Stats disk : known.each("block")) {
            disk.text("name")
                    .ifPresent(name -> disks.computeIfAbsent(new Key(uuid, id, name), k -> new CachedBlockInfo())
                            .info(disk, files, limited(name, question, now), now)
                            .ifPresent(info -> info.put(disk.index(), into)));
        }
        sweep(now);
    }

    private CachedBlockInfo.Question limited(String disk, Question question, long now) {
        return () -> mayAsk(now) && question.canBeAsked() ? Optional.of(question.ask(disk)) : Optional.empty();
    }

    private synchronized boolean mayAsk(long now) {
        if (now - since >= SECOND) {
            since = now;
            asked = 0;
        }
        return asked++ < MOST_ASKED;
    }

    /** Forgets disks that have not been seen for as long as an answer is good. */
    private synchronized void sweep(long now) {
        if (now - swept >= CachedBlockInfo.KEPT.toNanos()) {
            disks.values().removeIf(disk -> disk.isOld(now));
            swept = now;
        }
    }

    int size() {
        return disks.size();
    }
}
