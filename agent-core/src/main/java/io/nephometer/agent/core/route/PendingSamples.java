package io.nephometer.agent.core.route;

import io.nephometer.agent.core.view.LossReason;
import io.nephometer.api.Sample;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Queues turns in memory, oldest first, until a plugin can process them. The number of queued samples is limited. */
public final class PendingSamples {

    /** The samples that a source produced in one turn. */
    public record Turn(String source, List<Sample> samples) {}

    private static final int MAX_SAMPLES = 50_000; // about 10 MB

    private static final Logger LOG = System.getLogger("nephometer.delivery");

    private final ArrayDeque<Turn> turns = new ArrayDeque<>();
    private long samples;
    private boolean overflows; // whether samples were dropped since the queue was last empty
    private final AtomicBoolean isToLog = new AtomicBoolean();

    /** Adds a turn and returns the number of older samples that were dropped to make room. */
    public long add(String source, List<Sample> turn) {
        turns.addLast(new Turn(source, turn));
        samples += turn.size();
        long gone = 0;
        while (samples > MAX_SAMPLES && turns.size() > 1) {
            gone += next().samples().size();
        }
        if (gone > 0 && !overflows) {
            isToLog.set(true);
        }
        overflows |= gone > 0;
        return gone;
    }

    /**
     * Logs that samples are being dropped. The warning is not repeated until the queue has been emptied. This method
     * may be called from any thread.
     *
     * @param who the name of the sink or route that holds the samples, such as {@code sink meter_sink}
     * @param trouble a supplier of the reason why the samples cannot be processed, or of an empty string if the reason
     *     is unknown
     */
    public void logOverflow(String who, Supplier<String> trouble) {
        if (isToLog.getAndSet(false)) {
            LOG.log(
                    Level.WARNING,
                    ("%s: more than %s samples wait in memory for a plugin, and from now on the oldest are lost, as %s:"
                                    + " %s; copy the missing plugin into deploy/, or correct what status reports")
                            .formatted(who, MAX_SAMPLES, LossReason.UNHELD, trouble.get()));
        }
    }

    /**
     * Logs the loss of samples that were held in memory.
     *
     * @param who the name of the sink or route that held the samples, such as {@code route meter_sink.mqtt}
     * @param why the event that caused the loss
     * @param trouble the reason why the samples could not be processed, or an empty string if the reason is unknown
     */
    static void logLost(String who, long samples, String why, String trouble) {
        LOG.log(
                Level.WARNING,
                "%s: %s samples that were held in memory are lost, as %s: %s%s"
                        .formatted(
                                who, samples, LossReason.UNHELD, why, trouble.isEmpty() ? "" : " (" + trouble + ")"));
    }

    /** Removes and returns the oldest turn. */
    public Turn next() {
        Turn turn = turns.removeFirst();
        samples -= turn.samples().size();
        overflows &= !turns.isEmpty();
        return turn;
    }

    /** Removes all turns and returns the number of samples that they contained. */
    public long clear() {
        long gone = samples;
        turns.clear();
        samples = 0;
        overflows = false;
        return gone;
    }

    public boolean isEmpty() {
        return turns.isEmpty();
    }

    public long samples() {
        return samples;
    }
}
