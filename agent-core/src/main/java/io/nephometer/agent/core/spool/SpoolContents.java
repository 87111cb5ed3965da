package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.spool.file.BatchFile;
import io.nephometer.agent.core.spool.ledger.Ledger;
import io.nephometer.agent.core.spool.ledger.Loss;
import io.nephometer.agent.core.view.LossReason;
import io.nephometer.agent.core.view.SpoolState;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The contents of a spool and the changes that have not yet been written to disk. This class holds all of the spool's
 * state and performs no I/O. All fields are guarded by the spool's lock.
 */
final class SpoolContents {

    private static final long ALL = Long.MAX_VALUE;

    final Ledger ledger;
    final BatchQueue queue = new BatchQueue();
    final UnsyncedBatches unsynced = new UnsyncedBatches();

    /** The batches whose files can be deleted once the ledger on disk accounts for them. */
    final ArrayDeque<BatchFile> toDelete = new ArrayDeque<>();

    /** The batches whose files are damaged and must be moved to the quarantine folder. */
    final ArrayDeque<BatchFile> toSetAside = new ArrayDeque<>();

    /** The rejected messages that have not been written to {@code rejected/} yet. */
    final ArrayDeque<UnsyncedBatches.Kept> toReject = new ArrayDeque<>();

    /** Whether the ledger on disk is out of date. */
    boolean unsaved = true;

    /** The number of the first message in each loss report that is not yet reflected in the ledger on disk. */
    private final ArrayDeque<Long> reports = new ArrayDeque<>();

    private final Map<BatchFile, Integer> rejected = new HashMap<>();

    SpoolContents(Recovery recovery) {
        ledger = recovery.ledger();
        toDelete.addAll(recovery.gone());
        recovery.waiting().forEach(queue::add);
        queue.settle(ALL);
        queue.lineUp();
    }

    void append(BatchFile batch, ByteBuffer frame) {
        ledger.appended(batch);
        queue.add(batch);
        unsynced.put(batch, frame);
    }

    /**
     * Allows batches to be delivered from memory, up to the first loss report that is not yet reflected in the ledger
     * on disk.
     */
    void settleAll() {
        queue.settle(held());
    }

    /**
     * Records that the next batch reports losses. A batch that reports losses is neither written nor delivered until
     * the ledger on disk reflects the report.
     */
    void report() {
        reports.add(ledger.next);
    }

    private long held() {
        return reports.isEmpty() ? ALL : reports.peekFirst();
    }

    /**
     * Records that the ledger on disk contains the given losses and reflects all loss reports with numbers below the
     * given number.
     */
    void recorded(List<Loss> losses, long next) {
        ledger.onDisk = losses;
        reports.removeIf(report -> report < next);
    }

    /**
     * Drops the loss reports that are not reflected in the ledger on disk, because the ledger cannot be written at the
     * moment. The losses in the dropped reports are reported later.
     */
    void withdrawReports(Instant now) {
        reports.stream()
                .flatMap(report -> unsynced.batchAt(report).stream())
                .forEach(batch -> lose(batch, LossReason.MEMORY, now));
        reports.clear();
    }

    /** Records that a batch is safe on disk. Returns false if the batch has left the spool in the meantime. */
    boolean safe(BatchFile batch) {
        boolean here = unsynced.remove(batch).isPresent();
        if (here) {
            queue.settle(batch.next());
        }
        return here;
    }

    void delivered(BatchFile batch) {
        queue.remove(batch);
        ledger.delivered(batch, batch.samples() - rejectedOf(batch));
        discard(batch);
    }

    void lose(BatchFile batch, LossReason reason, Instant now) {
        count(batch, reason, now);
        discard(batch);
    }

    /** Counts a batch as lost and schedules its file to be moved to the quarantine folder. */
    void setAside(BatchFile batch, LossReason reason, Instant now) {
        count(batch, reason, now);
        toSetAside.add(batch);
        unsaved = true;
    }

    private void count(BatchFile batch, LossReason reason, Instant now) {
        queue.remove(batch);
        ledger.lost(reason, batch.samples() - rejectedOf(batch), batch.first(), batch.next() - 1, now);
    }

    private int rejectedOf(BatchFile batch) {
        Integer samples = rejected.remove(batch);
        return samples == null ? 0 : samples;
    }

    /** Records that a batch is accounted for and that its file may be deleted. */
    void discard(BatchFile batch) {
        Optional<UnsyncedBatches.Stage> stage = unsynced.remove(batch);
        if (stage.isEmpty() || stage.get() != UnsyncedBatches.Stage.NEW) {
            toDelete.add(batch);
            ledger.gone.add(batch.first());
        }
        unsaved = true;
    }

    void reject(BatchFile batch, BatchFile alone, ByteBuffer frame, Instant now) {
        toReject.add(new UnsyncedBatches.Kept(alone, frame, UnsyncedBatches.Stage.NEW));
        rejected.merge(batch, alone.samples(), Integer::sum);
        ledger.lost(LossReason.REJECTED, alone.samples(), alone.first(), alone.first(), now);
        unsaved = true;
    }

    /**
     * Drops the oldest batches on disk until the given number of bytes has been freed. Returns the number of bytes
     * actually freed.
     */
    long drop(long bytes, LossReason reason, Instant now) {
        long freed = 0;
        while (freed < bytes && oldestOnDisk().isPresent()) {
            BatchFile batch = oldestOnDisk().get();
            lose(batch, reason, now);
            freed += batch.space();
        }
        return freed;
    }

    private Optional<BatchFile> oldestOnDisk() {
        return queue.oldest().filter(batch -> !unsynced.has(batch));
    }

    /** Drops waiting batches from memory, oldest first, until the batches in memory no longer exceed the given size. */
    void dropFromMemory(long maxBytes, Instant now) {
        while (unsynced.bytes() > maxBytes) {
            Optional<BatchFile> oldest = unsynced.batches().filter(queue::waits).findFirst();
            if (oldest.isEmpty()) {
                return;
            }
            lose(oldest.get(), LossReason.MEMORY, now);
        }
    }

    /** Drops all waiting batches and returns the number of samples dropped. */
    long drop(Instant now) {
        List<BatchFile> all = List.copyOf(queue.waitingBatches());
        all.forEach(batch -> lose(batch, LossReason.DROPPED, now));
        return all.stream().mapToLong(BatchFile::samples).sum();
    }

    /** Returns the number of bytes that the written batches occupy on disk. */
    long onDisk() {
        return queue.space() - unsynced.space();
    }

    boolean owes() {
        return unsaved || !unsynced.isEmpty() || !toDelete.isEmpty() || !toSetAside.isEmpty() || !toReject.isEmpty();
    }

    /** Brings the ledger up to date and returns it for writing. */
    Ledger accounts() {
        ledger.unsafe = queue.ranges(batch -> !unsynced.isWritten(batch));
        ledger.waits = queue.ranges(unsynced::isWritten);
        return ledger;
    }

    /** Records that all file names are safe on disk. Earlier deletions can no longer be undone by a power failure. */
    void namesAreSafe() {
        ledger.gone.clear();
        toDelete.forEach(batch -> ledger.gone.add(batch.first()));
    }

    /** Returns the batches that may be written now, oldest first. */
    List<UnsyncedBatches.Kept> due() {
        List<UnsyncedBatches.Kept> due = new ArrayList<>(unsynced.all(false));
        due.removeIf(kept -> kept.batch().first() >= held());
        return due;
    }

    SpoolState state() {
        long inFlight =
                queue.inFlight() - rejected.values().stream().mapToInt(n -> n).sum();
        return new SpoolState(
                queue.size(),
                queue.space(),
                ledger.read,
                ledger.delivered,
                queue.waiting(),
                inFlight,
                unsynced.samples(),
                new TreeMap<>(ledger.lost),
                ledger.difference(queue.waiting() + inFlight),
                queue.oldestOfAll().map(BatchFile::writtenAt));
    }
}
