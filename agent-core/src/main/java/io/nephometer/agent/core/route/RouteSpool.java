package io.nephometer.agent.core.route;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.spool.Spool;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.HealthKey.Aspect;
import io.nephometer.agent.core.view.LossReason;
import io.nephometer.agent.core.view.SpoolState;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A route's spool: opened when it is needed, and what is lost meanwhile is kept to be counted in it. The methods without
 * I/O are called with the route's lock held, {@link #open} and those that close without it.
 */
public final class RouteSpool {

    /** Opens a route's spool. */
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
    private final Map<LossReason, Long> uncounted = new EnumMap<>(LossReason.class); // not in the spool's account yet
    private Spool spool; // null while it cannot be opened, and out of the pipeline
    private Spool closing; // null but while it is closed
    private boolean isDue; // it is to be opened
    private CompletableFuture<Long> drop; // null unless all that waits in a closed spool is to go

    /** @param lock the route's */
    RouteSpool(String route, Opener opener, Health health, Object lock) {
        this.route = route;
        this.opener = opener;
        this.health = health;
        this.lock = lock;
    }

    /** Opens it, and returns whether that went well. */
    boolean open() {
        try {
            Spool opened = opener.open();
            synchronized (lock) {
                spool = opened;
            }
            return true;
        } catch (IOException | RuntimeException e) {
            health.failed(HealthKey.route(route).of(Aspect.SPOOL), new IOException("cannot be opened: " + e, e));
            return false;
        }
    }

    /** It is to be opened, if there is a reason to. */
    void due() {
        isDue = true;
    }

    /** Returns whether it is to be opened now, and does so once. */
    boolean isToOpen(boolean inPipeline) {
        boolean opens = spool == null && isDue && (inPipeline || !uncounted.isEmpty() || drop != null);
        isDue &= !opens;
        return opens;
    }

    /** Returns null while it is closed. */
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

    /** Returns how many samples are lost and not counted yet. */
    long uncounted() {
        return sum(uncounted);
    }

    /** Returns what is to be counted, and forgets it: the caller has to count it. */
    Map<LossReason, Long> takeUncounted() {
        Map<LossReason, Long> taken = new EnumMap<>(uncounted);
        uncounted.clear();
        return taken;
    }

    /** Has all that waits in the closed spool dropped, once it is open; the future gets how many samples that were. */
    CompletableFuture<Long> dropLater() {
        drop = drop == null ? new CompletableFuture<>() : drop;
        isDue = true;
        return drop;
    }

    boolean isToDrop() {
        return drop != null;
    }

    /** Returns the step that does what {@link #dropLater} asked for; it drops nothing if the spool could not be opened. */
    SerialSteps.Step dropAll() {
        CompletableFuture<Long> dropped = drop;
        Spool from = spool;
        drop = null;
        return done -> {
            dropped.complete(from == null ? 0 : from.drop());
            done.run();
        };
    }

    /** Does what an open spool needs once in a while; see {@link Spool#tend}. Called without the lock. */
    void tend(Spool open) {
        open.tend();
        HealthKey accounts = HealthKey.route(route).of(Aspect.ACCOUNTS);
        long difference = open.state().difference();
        if (difference == 0) {
            health.recovered(accounts);
        } else {
            health.failed(accounts, new IOException(difference + " samples are in none of them"));
        }
    }

    /** Returns the open spool, which is to be closed by {@link #close}; null if there is none. */
    Spool leave() {
        closing = spool;
        spool = null;
        return closing;
    }

    /** Closes one that was left; takes seconds. */
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
     * Counts what is not counted yet, and closes it: the agent stops.
     *
     * @param limit how long to wait for the disk
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
        } else if (last == null && !left.isEmpty() && open()) { // perhaps it can be by now
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
