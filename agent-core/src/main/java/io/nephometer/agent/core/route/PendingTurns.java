package io.nephometer.agent.core.route;

import io.nephometer.agent.core.view.LossReason;
import io.nephometer.api.Sample;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Turns that wait in memory for a plugin, the oldest first; only so many samples have room. */
public final class PendingTurns {

    /** The samples of one source's turn. */
    public record Turn(String source, List<Sample> samples) {}

    private static final int MOST_SAMPLES = 50_000; // some 10 MB

    private static final Logger LOG = System.getLogger("nephometer.delivery");

    private final ArrayDeque<Turn> turns = new ArrayDeque<>();
    private long samples;
    private boolean overflows; // since it was empty
    private final AtomicBoolean isToLog = new AtomicBoolean();

    /** Returns how many samples had to go for it, the oldest. */
    public long add(String source, List<Sample> turn) {
        turns.addLast(new Turn(source, turn));
        samples += turn.size();
        long gone = 0;
        while (samples > MOST_SAMPLES && turns.size() > 1) {
            gone += next().samples().size();
        }
        if (gone > 0 && !overflows) {
            isToLog.set(true);
        }
        overflows |= gone > 0;
        return gone;
    }

    /**
     * Logs that samples have begun to go: once, and again only after it was empty. For any thread.
     *
     * @param who holds them: {@code sink meter_sink}
     * @param trouble returns what keeps it from giving them on; empty if that is not known
     */
    public void logOverflow(String who, Supplier<String> trouble) {
        if (isToLog.getAndSet(false)) {
            LOG.log(
                    Level.WARNING,
                    ("%s: more than %s samples wait in memory for a plugin, and from now on the oldest are lost, as %s:"
                                    + " %s; copy the plugin that is missing into deploy/, or put right what status says")
                            .formatted(who, MOST_SAMPLES, LossReason.UNHELD, trouble.get()));
        }
    }

    /**
     * Logs that samples which were held in memory are lost.
     *
     * @param who held them: {@code route meter_sink.mqtt}
     * @param trouble what kept it from giving them on; empty if that is not known
     */
    static void logLost(String who, long samples, String why, String trouble) {
        LOG.log(
                Level.WARNING,
                "%s: %s samples that were held in memory are lost, as %s: %s%s"
                        .formatted(
                                who, samples, LossReason.UNHELD, why, trouble.isEmpty() ? "" : " (" + trouble + ")"));
    }

    /** The oldest is not held any more. */
    public Turn next() {
        Turn turn = turns.removeFirst();
        samples -= turn.samples().size();
        overflows &= !turns.isEmpty();
        return turn;
    }

    /** Lets all go; how many samples that were. */
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
