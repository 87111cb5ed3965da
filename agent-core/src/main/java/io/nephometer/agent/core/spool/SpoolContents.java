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

/** What a spool holds, and what its disk is still to learn of it. All of its state and none of its I/O; guarded by the spool. */
final class SpoolContents {

    private static final long ALL = Long.MAX_VALUE;

    final Ledger ledger;
    final BatchQueue queue = new BatchQueue();
    final OverflowBuffer overflow = new OverflowBuffer();

    /** They are accounted for: their files go when the ledger says so. */
    final ArrayDeque<BatchFile> toDelete = new ArrayDeque<>();

    /** Their files are not what was written. */
    final ArrayDeque<BatchFile> toSetAside = new ArrayDeque<>();

    /** Messages that will never be delivered. */
    final ArrayDeque<OverflowBuffer.Kept> toReject = new ArrayDeque<>();

    /** Whether the ledger on disk is another one. */
    boolean unsaved = true;

    /** First numbers of batches that report losses, of which the ledger on disk does not know yet. */
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
        overflow.put(batch, frame);
    }

    /** Those that have come so far may be delivered from memory, up to a report that the ledger does not know yet. */
    void settleAll() {
        queue.settle(held());
    }

    /** The next batch reports losses: it is neither written nor delivered before the ledger knows which. */
    void report() {
        reports.add(ledger.next);
    }

    private long held() {
        return reports.isEmpty() ? ALL : reports.peekFirst();
    }

    /** The ledger on disk contains these losses, and which messages below that number report them. */
    void recorded(List<Loss> losses, long next) {
        ledger.onDisk = losses;
        reports.removeIf(report -> report < next);
    }

    /** The ledger cannot be written now: reports that it does not know are not sent. Their losses are reported later. */
    void withdrawReports(Instant now) {
        reports.stream()
                .flatMap(report -> overflow.batchAt(report).stream())
                .forEach(batch -> lose(batch, LossReason.MEMORY, now));
        reports.clear();
    }

    /** A batch has been written; false if it is not here any more. */
    boolean safe(BatchFile batch) {
        boolean here = overflow.remove(batch).isPresent();
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

    /** Lost, but its file is kept. */
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

    /** It is accounted for. */
    void discard(BatchFile batch) {
        Optional<OverflowBuffer.Stage> stage = overflow.remove(batch);
        if (stage.isEmpty() || stage.get() != OverflowBuffer.Stage.NEW) {
            toDelete.add(batch);
            ledger.gone.add(batch.first());
        }
        unsaved = true;
    }

    void reject(BatchFile batch, BatchFile alone, ByteBuffer frame, Instant now) {
        toReject.add(new OverflowBuffer.Kept(alone, frame, OverflowBuffer.Stage.NEW));
        rejected.merge(batch, alone.samples(), Integer::sum);
        ledger.lost(LossReason.REJECTED, alone.samples(), alone.first(), alone.first(), now);
        unsaved = true;
    }

    /** Lets the oldest files go until so many bytes are freed; returns how many were. */
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
        return queue.oldest().filter(batch -> !overflow.has(batch));
    }

    /** Lets the oldest go that wait in memory until no more are left than this. */
    void dropFromMemory(long most, Instant now) {
        while (overflow.bytes() > most) {
            Optional<BatchFile> oldest = overflow.batches().filter(queue::waits).findFirst();
            if (oldest.isEmpty()) {
                return;
            }
            lose(oldest.get(), LossReason.MEMORY, now);
        }
    }

    /** Lets all go that waits; how many samples that were. */
    long drop(Instant now) {
        List<BatchFile> all = List.copyOf(queue.waitingBatches());
        all.forEach(batch -> lose(batch, LossReason.DROPPED, now));
        return all.stream().mapToLong(BatchFile::samples).sum();
    }

    /** Bytes that batches take on disk. */
    long onDisk() {
        return queue.space() - overflow.space();
    }

    boolean owes() {
        return unsaved || !overflow.isEmpty() || !toDelete.isEmpty() || !toSetAside.isEmpty() || !toReject.isEmpty();
    }

    /** The ledger as it is to be written now. */
    Ledger accounts() {
        ledger.unsafe = queue.ranges(batch -> !overflow.isWritten(batch));
        ledger.waits = queue.ranges(overflow::isWritten);
        return ledger;
    }

    /** All names are safe: what was deleted is gone for good. */
    void namesAreSafe() {
        ledger.gone.clear();
        toDelete.forEach(batch -> ledger.gone.add(batch.first()));
    }

    /** Those that may be written now; the oldest first. */
    List<OverflowBuffer.Kept> due() {
        List<OverflowBuffer.Kept> due = new ArrayList<>(overflow.all(false));
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
                overflow.samples(),
                new TreeMap<>(ledger.lost),
                ledger.difference(queue.waiting() + inFlight),
                queue.oldestOfAll().map(BatchFile::writtenAt));
    }
}
