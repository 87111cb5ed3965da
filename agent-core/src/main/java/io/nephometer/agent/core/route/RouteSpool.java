package io.nephometer.agent.core.route;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.spool.Spool;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.HealthKey.Aspect;
import io.nephometer.agent.core.view.LossReason;
import io.nephometer.agent.core.view.SpoolState;
import io.nephometer.api.Message;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Manages a route's spool, which is opened on demand. Losses that occur while the spool is closed are remembered and
 * counted once the spool is open. Methods that perform no I/O must be called with the route's lock held; all other
 * methods must be called without the lock.
 */
public final class RouteSpool {

    /** A function that opens a route's spool. */
    @FunctionalInterface
    public interface Opener {
        Spool open() throws IOException;
    }

    private static final Logger LOG = System.getLogger("nephometer.delivery");

    private final String route;
    private final Opener opener;
    private final Health health;
    private final Object lock;

    // guarded by the lock
    // losses that are not yet in the spool's accounts
    private final Map<LossReason, Long> uncounted = new EnumMap<>(LossReason.class);
    private Spool spool; // null while the spool cannot be opened or the route is not in the pipeline
    private Spool closing; // the spool that is being closed; null if there is none
    private boolean isDue; // whether the spool should be opened
    private CompletableFuture<Long> drop; // null unless all samples in a closed spool must be dropped

    /** @param lock the object whose lock guards the state */
    RouteSpool(String route, Opener opener, Health health, Object lock) {
        this.route = route;
        this.opener = opener;
        this.health = health;
        this.lock = lock;
    }

    /** Opens the spool and returns whether the attempt succeeded. */
    boolean open() {
        try {
            Spool opened = opener.open();
            synchronized (lock) {
                spool = opened;
            }
            return true;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            health.failed(HealthKey.route(route).of(Aspect.SPOOL), new IOException("cannot be opened: " + e, e));
            return false;
        }
    }

    /**
     * Appends the messages of a turn to a spool. Samples that are not part of any appended message are counted as lost.
     *
     * @param samples the number of samples in the turn
     */
    static void append(Spool to, List<Message> messages, int samples) {
        long first = to.next();
        try {
            to.append(messages);
        } finally { // if memory is short, only some messages have been appended
            int appended = messages.stream()
                    .limit(to.next() - first)
                    .mapToInt(Message::samples)
                    .sum();
            if (appended < samples) {
                to.lost(LossReason.UNENCODED, samples - appended);
            }
        }
    }

    /** Requests that the spool be opened if the route needs it. */
    void due() {
        isDue = true;
    }

    /** Returns whether to open the spool now. Returns true only once for each request. */
    boolean isToOpen(boolean inPipeline) {
        boolean opens = spool == null && isDue && (inPipeline || !uncounted.isEmpty() || drop != null);
        isDue &= !opens;
        return opens;
    }

    /** Returns the open spool, or null if the spool is closed. */
    Spool get() {
        return spool;
    }

    boolean isOpen() {
        return spool != null;
    }

    Optional<SpoolState> state() {
        return Optional.ofNullable(spool).map(Spool::state);
    }

    void lost(LossReason reason, long samples) {
        if (samples > 0) {
            uncounted.merge(reason, samples, Long::sum);
        }
    }

    boolean isToCount() {
        return !uncounted.isEmpty();
    }

    /** Returns the number of lost samples that the spool has not counted yet. */
    long uncounted() {
        return sum(uncounted);
    }

    /** Removes and returns the uncounted losses. The caller must count the returned losses in the spool. */
    Map<LossReason, Long> takeUncounted() {
        Map<LossReason, Long> taken = new EnumMap<>(uncounted);
        uncounted.clear();
        return taken;
    }

    /**
     * Requests that all samples in the closed spool be dropped once the spool is open. The returned future completes
     * with the number of dropped samples.
     */
    CompletableFuture<Long> dropLater() {
        drop = drop == null ? new CompletableFuture<>() : drop;
        isDue = true;
        return drop;
    }

    boolean isToDrop() {
        return drop != null;
    }

    /**
     * Returns the step that drops the samples as requested by {@link #dropLater}. The step drops nothing if the spool
     * could not be opened.
     */
    SerialSteps.Step dropAll() {
        CompletableFuture<Long> dropped = drop;
        Spool from = spool;
        drop = null;
        return done -> {
            dropped.complete(from == null ? 0 : from.drop());
            done.run();
        };
    }

    /**
     * Performs periodic maintenance on an open spool ({@link Spool#tend}) and checks the spool's accounts. This method
     * must be called without the lock.
     */
    void tend(Spool open) {
        open.tend();
        HealthKey accounts = HealthKey.route(route).of(Aspect.ACCOUNTS);
        long difference = open.state().difference();
        if (difference == 0) {
            health.recovered(accounts);
        } else {
            health.failed(accounts, new IOException(difference + " samples are in no account"));
        }
    }

    /**
     * Detaches the open spool and returns it for a subsequent call to {@link #close}. Returns null if no spool is open.
     */
    Spool leave() {
        closing = spool;
        spool = null;
        return closing;
    }

    /** Closes a spool that was returned by {@link #leave}. Closing a spool may take several seconds. */
    void close(Spool left) {
        if (left != null) {
            left.close();
        }
        health.forget(HealthKey.route(route));
        synchronized (lock) {
            closing = null;
        }
    }

    /**
     * Counts the remaining losses and closes the spool when the agent stops.
     *
     * @param limit the maximum time to wait for the disk
     */
    void closeForGood(Duration limit) {
        Spool last;
        Spool before;
        Map<LossReason, Long> left;
        synchronized (lock) {
            last = spool;
            before = closing;
            left = takeUncounted();
            if (drop != null) {
                drop.complete(0L);
            }
        }
        if (before != null) {
            before.close(limit);
        } else if (last == null && !left.isEmpty() && open()) { // opening the spool may succeed now
            synchronized (lock) {
                last = spool;
            }
        }
        if (last != null) {
            left.forEach(last::lost);
            last.close(limit);
        } else if (!left.isEmpty()) {
            LOG.log(Level.WARNING, "%s: %s samples are lost: the spool cannot be opened".formatted(route, sum(left)));
        }
    }

    private static long sum(Map<LossReason, Long> samples) {
        return samples.values().stream().mapToLong(n -> n).sum();
    }
}
