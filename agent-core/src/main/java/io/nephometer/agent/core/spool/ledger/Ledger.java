package io.nephometer.agent.core.spool.ledger;

import io.nephometer.agent.core.spool.file.BatchFile;
import io.nephometer.agent.core.view.LossReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Accounts for every sample that a route has received since the route was first used: each sample has been delivered,
 * is waiting, or was lost for a recorded reason. The ledger also contains the number of the next message and the losses
 * that have not yet been reported to the receiver. This class is not thread-safe.
 */
public final class Ledger {

    private static final int MAX_LOSSES = 40; // as many as fit into a page of the file

    public long next = 1;
    public long read;
    public long delivered;
    public final Map<LossReason, Long> lost = new EnumMap<>(LossReason.class);
    public final List<Loss> losses = new ArrayList<>();

    /** The number of the first message in each batch that is accounted for but whose file may still exist. */
    public final List<Long> gone = new ArrayList<>();

    /** The messages that are waiting only in memory and would be lost if the agent stopped now. */
    public List<MessageRange> unsafe = List.of();

    /** The messages that are waiting on disk. */
    public List<MessageRange> waits = List.of();

    /** The losses that the ledger on disk contains. */
    public List<Loss> onDisk = List.of();

    private List<Loss> pending = List.of(); // the losses being reported, which must not change in the meantime

    public void appended(BatchFile batch) {
        next = batch.next();
        read += batch.samples();
    }

    /**
     * Counts a batch as delivered and removes the losses that the batch reported. Some samples in the batch may have
     * been lost earlier.
     */
    public void delivered(BatchFile batch, int samples) {
        delivered += samples;
        losses.removeIf(loss -> loss.reportedIn() >= batch.first() && loss.reportedIn() < batch.next());
    }

    /**
     * Counts samples in an appended batch as lost. Losses that the batch should have reported must be reported again.
     */
    public void lost(LossReason reason, long samples, long first, long last, Instant now) {
        losses.replaceAll(loss -> loss.reportedIn() >= first && loss.reportedIn() <= last ? loss.reportedIn(0) : loss);
        add(new Loss(reason, samples, first, last, now, now, 0));
    }

    /** Counts samples that were lost before they became part of a message. */
    public void lostUnnumbered(LossReason reason, long samples, Instant now) {
        read += samples;
        add(new Loss(reason, samples, 0, 0, now, now, 0));
    }

    private void add(Loss loss) {
        if (loss.samples() > 0) { // 0 if the number of samples is not known
            lost.merge(loss.reason(), loss.samples(), Long::sum);
        }
        note(loss);
    }

    private void note(Loss loss) {
        int similar = -1;
        for (int i = losses.size() - 1; i >= 0 && similar < 0; i--) {
            Loss other = losses.get(i);
            boolean full = losses.size() >= MAX_LOSSES && other.reason() == loss.reason();
            similar = !isPending(other) && (other.meets(loss) || full && !other.isReported()) ? i : -1;
        }
        if (similar >= 0) {
            losses.set(similar, losses.get(similar).with(loss));
        } else {
            losses.add(loss);
        }
    }

    private boolean isPending(Loss loss) {
        return pending.stream().anyMatch(other -> other == loss);
    }

    private boolean isOnDisk(Loss loss) {
        return onDisk.stream().anyMatch(loss::overlaps);
    }

    /**
     * Returns whether the ledger on disk contains any of the given losses. A loss that is in the ledger on disk would
     * be reported again by the next run.
     */
    public boolean areOnDisk(List<Loss> reports) {
        return reports.stream().anyMatch(this::isOnDisk);
    }

    /**
     * Returns the losses that have not been reported by any message yet. The returned losses do not change until
     * {@link #reported} is called or this method is called again.
     *
     * @param all whether to include losses that are already in the ledger on disk
     */
    public List<Loss> unreported(boolean all) {
        List<Loss> unreported =
                losses.stream().filter(loss -> !loss.isReported()).toList();
        losses.removeAll(unreported);
        pending = List.of();
        unreported.forEach(this::note); // losses that arrived one by one may now be merged
        pending = losses.stream()
                .filter(loss -> !loss.isReported() && (all || !isOnDisk(loss)))
                .toList();
        return pending;
    }

    /** Records that a message reports exactly the given losses. */
    public void reported(List<Loss> reports, long message) {
        losses.replaceAll(loss -> reports.stream().anyMatch(other -> other == loss) ? loss.reportedIn(message) : loss);
        pending = List.of();
    }

    long lostInAll() {
        return lost.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Returns the number of samples that were read but are unaccounted for, given the number of samples in the spool.
     */
    public long difference(long here) {
        return read - delivered - lostInAll() - here;
    }
}
