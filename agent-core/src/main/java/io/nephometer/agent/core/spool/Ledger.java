package io.nephometer.agent.core.spool;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The accounts of a route since it was first used, in samples: what was read is delivered, waits, or is lost for a reason.
 * Also knows the next message's number, and which losses the consumer has not been told of.
 */
final class Ledger {

    private static final int MOST_LOSSES = 40; // what has room in a page of the file

    long next = 1;
    long read;
    long delivered;
    final Map<LossReason, Long> lost = new EnumMap<>(LossReason.class);
    final List<Loss> losses = new ArrayList<>();

    /** First numbers of batches that are accounted for although their files may still be there. */
    final List<Long> gone = new ArrayList<>();

    /** What is held in memory only, as the loss that it is if the agent ends now. */
    Optional<Loss> unsafe = Optional.empty();

    void appended(Stored batch) {
        next = batch.next();
        read += batch.samples();
    }

    /** Some of a batch's samples may have been lost before. */
    void delivered(Stored batch, int samples) {
        delivered += samples;
        losses.removeIf(loss -> loss.toldIn() >= batch.first() && loss.toldIn() < batch.next());
    }

    /** Samples of a batch that had been appended. What it told of other losses must be told again. */
    void lost(LossReason reason, long samples, long first, long last, Instant now) {
        losses.replaceAll(loss -> loss.toldIn() >= first && loss.toldIn() <= last ? loss.toldIn(0) : loss);
        add(new Loss(reason, samples, first, last, now, now, 0));
    }

    /** Samples that never became a message. */
    void lostUnnumbered(LossReason reason, long samples, Instant now) {
        read += samples;
        add(new Loss(reason, samples, 0, 0, now, now, 0));
    }

    private void add(Loss loss) {
        if (loss.samples() > 0) { // else how many they were is not known
            lost.merge(loss.reason(), loss.samples(), Long::sum);
        }
        int like = -1;
        for (int i = losses.size() - 1; i >= 0 && like < 0; i--) {
            boolean full = losses.size() >= MOST_LOSSES && losses.get(i).reason() == loss.reason();
            like = losses.get(i).meets(loss) || full && !losses.get(i).isTold() ? i : -1;
        }
        if (like >= 0) {
            losses.set(like, losses.get(like).with(loss));
        } else {
            losses.add(loss);
        }
    }

    /** What no message tells of. */
    List<Loss> untold() {
        return losses.stream().filter(loss -> !loss.isTold()).toList();
    }

    void told(long message) {
        losses.replaceAll(loss -> loss.isTold() ? loss : loss.toldIn(message));
    }

    long lostInAll() {
        return lost.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What has been read and is nowhere, if so much is still here. */
    long difference(long here) {
        return read - delivered - lostInAll() - here;
    }
}
