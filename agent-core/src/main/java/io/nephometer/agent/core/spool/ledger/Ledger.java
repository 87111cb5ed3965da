package io.nephometer.agent.core.spool.ledger;

import io.nephometer.agent.core.spool.file.BatchFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The accounts of a route since it was first used, in samples: what was read is delivered, waits, or is lost for a reason.
 * Also knows the next message's number, and which losses the consumer has not been told of.
 */
public final class Ledger {

    private static final int MOST_LOSSES = 40; // what has room in a page of the file

    public long next = 1;
    public long read;
    public long delivered;
    public final Map<LossReason, Long> lost = new EnumMap<>(LossReason.class);
    public final List<Loss> losses = new ArrayList<>();

    /** First numbers of batches that are accounted for although their files may still be there. */
    public final List<Long> gone = new ArrayList<>();

    /** What waits in memory only: lost if the agent ends now. */
    public List<NumberRange> unsafe = List.of();

    /** What waits on disk. */
    public List<NumberRange> waits = List.of();

    /** The losses that the ledger on disk contains. */
    public List<Loss> onDisk = List.of();

    private List<Loss> reported = List.of(); // as they are told they must stay

    public void appended(BatchFile batch) {
        next = batch.next();
        read += batch.samples();
    }

    /** Some of a batch's samples may have been lost before. */
    public void delivered(BatchFile batch, int samples) {
        delivered += samples;
        losses.removeIf(loss -> loss.toldIn() >= batch.first() && loss.toldIn() < batch.next());
    }

    /** Samples of a batch that had been appended. What it told of other losses must be told again. */
    public void lost(LossReason reason, long samples, long first, long last, Instant now) {
        losses.replaceAll(loss -> loss.toldIn() >= first && loss.toldIn() <= last ? loss.toldIn(0) : loss);
        add(new Loss(reason, samples, first, last, now, now, 0));
    }

    /** Samples that never became a message. */
    public void lostUnnumbered(LossReason reason, long samples, Instant now) {
        read += samples;
        add(new Loss(reason, samples, 0, 0, now, now, 0));
    }

    private void add(Loss loss) {
        if (loss.samples() > 0) { // else how many they were is not known
            lost.merge(loss.reason(), loss.samples(), Long::sum);
        }
        note(loss);
    }

    private void note(Loss loss) {
        int like = -1;
        for (int i = losses.size() - 1; i >= 0 && like < 0; i--) {
            Loss other = losses.get(i);
            boolean full = losses.size() >= MOST_LOSSES && other.reason() == loss.reason();
            like = !isReported(other) && (other.meets(loss) || full && !other.isTold()) ? i : -1;
        }
        if (like >= 0) {
            losses.set(like, losses.get(like).with(loss));
        } else {
            losses.add(loss);
        }
    }

    private boolean isReported(Loss loss) {
        return reported.stream().anyMatch(other -> other == loss);
    }

    private boolean isOnDisk(Loss loss) {
        return onDisk.stream().anyMatch(loss::overlaps);
    }

    /** Whether the next run would report one of these, unless the ledger is written before. */
    public boolean areOnDisk(List<Loss> these) {
        return these.stream().anyMatch(this::isOnDisk);
    }

    /**
     * What no message tells of. These stay as they are, until they are told or asked for again.
     *
     * @param all or only what the ledger on disk does not contain
     */
    public List<Loss> unreported(boolean all) {
        List<Loss> untold = losses.stream().filter(loss -> !loss.isTold()).toList();
        losses.removeAll(untold);
        reported = List.of();
        untold.forEach(this::note); // those that came one by one may have become one
        reported = losses.stream()
                .filter(loss -> !loss.isTold() && (all || !isOnDisk(loss)))
                .toList();
        return reported;
    }

    /** The message tells of these, and of no others. */
    public void reported(List<Loss> these, long message) {
        losses.replaceAll(loss -> these.stream().anyMatch(other -> other == loss) ? loss.toldIn(message) : loss);
        reported = List.of();
    }

    long lostInAll() {
        return lost.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What has been read and is nowhere, if so much is still here. */
    public long difference(long here) {
        return read - delivered - lostInAll() - here;
    }
}
