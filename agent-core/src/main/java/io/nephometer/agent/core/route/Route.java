package io.nephometer.agent.core.route;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.plugin.CallTerms;
import io.nephometer.agent.core.spool.Spool;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.LossReason;
import io.nephometer.agent.core.view.RouteState;
import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import io.nephometer.api.Origin;
import io.nephometer.api.Sample;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Delivers the samples of one sink to one publisher, using a dedicated spool and courier. A route runs one step at a
 * time, and no step blocks. Samples that arrive during a step are queued in order of arrival. After a route has left
 * the pipeline, samples that still arrive are counted as lost. The spool of a route that has left the pipeline is
 * closed, but is reopened whenever a loss must be counted.
 */
public final class Route {

    private static final String ENDED = "the route ended before they could be encoded";

    private final Origin origin;
    private final Health health;
    private final SerialSteps steps;

    // guarded by this
    private final PendingSamples pending = new PendingSamples();
    private final RouteSpool store;
    private final RouteConnection connection;
    private long underWay; // number of samples that are neither held nor in the spool
    private boolean reportsLosses;
    private boolean leaves; // whether the route has left the pipeline and closed its spool
    private boolean closed;
    private CompletableFuture<Void> retired = CompletableFuture.completedFuture(null);

    public Route(Origin origin, RouteSpool.Opener opener, RouteTarget target, CallTerms terms) {
        this.origin = origin;
        this.health = terms.health();
        this.store = new RouteSpool(origin.route(), opener, health, this);
        this.connection = new RouteConnection(origin, target, terms, this);
        this.steps = new SerialSteps(this, terms.threads(), this::next);
        openSpool();
    }

    private void openSpool() {
        if (store.open()) {
            synchronized (this) {
                leaves = false; // the spool must be closed again
            }
        }
    }

    /**
     * Sets the route's target and closes the previous target's publisher. If the spool or the publisher could not be
     * opened, another attempt is made.
     */
    public void use(RouteTarget next) {
        CompletableFuture<Void> before;
        synchronized (this) {
            before = retired;
            connection.use(next);
            store.due();
        }
        before.complete(null);
        if (next.plugin() == null) {
            health.failed(
                    HealthKey.route(origin.route()).of(HealthKey.Aspect.PUBLISHER),
                    new IOException(
                            "no plugin offers " + next.url().getScheme() + ":// now; samples are held in memory"));
        }
        steps.go();
    }

    /** Retires the route. The returned future completes once no samples are in memory and the publisher is closed. */
    public CompletableFuture<Void> retire() {
        CompletableFuture<Void> end;
        synchronized (this) {
            if (connection.isInPipeline() || retired.isDone()) {
                retired = new CompletableFuture<>();
            }
            connection.leave();
            leaves = false;
            store.due(); // so that earlier losses can be counted
            end = retired;
        }
        steps.go();
        return end;
    }

    /** Accepts samples for delivery. This method does not block. */
    public void accept(String source, List<Sample> samples) {
        synchronized (this) {
            lost(LossReason.UNHELD, pending.add(source, samples));
        }
        pending.logOverflow("route " + origin.route(), () -> state().trouble());
        steps.go();
    }

    /** Records the loss of samples that never reached this route. */
    public void lose(LossReason reason, long samples) {
        synchronized (this) {
            lost(reason, samples);
        }
        steps.go();
    }

    /** Logs and records the loss of samples that were held in memory and can no longer be delivered. */
    public void letGo(long samples, String why) {
        if (samples > 0) {
            logUnheld(samples, why);
            lose(LossReason.UNHELD, samples);
        }
    }

    private void logUnheld(long samples, String why) {
        PendingSamples.logLost("route " + origin.route(), samples, why, state().trouble());
    }

    /** Records a loss. If the route has left the pipeline, its spool is reopened to count the loss. */
    private void lost(LossReason reason, long samples) {
        store.lost(reason, samples);
        if (!connection.isInPipeline()) {
            store.due();
        }
    }

    /** Returns the next step, or null if there is nothing to do at the moment. */
    private SerialSteps.Step next() {
        if (closed) {
            return null;
        } else if (store.isToOpen(connection.isInPipeline())) {
            return done -> steps.run(true, this::openSpool, done);
        } else if (store.isOpen() && store.isToCount()) {
            return count();
        } else if (store.isToDrop()) {
            return store.dropAll();
        }
        connection.send(store.get());
        PublisherHandle publisher = connection.publisher();
        boolean encodes = publisher != null && store.isOpen() && publisher.isReady();
        if (connection.isOutdated()) {
            boolean last = !connection.isInPipeline() && encodes && !pending.isEmpty();
            return last ? encode(publisher) : connection.close(steps);
        } else if (!connection.isInPipeline()) {
            return leave();
        } else if (connection.isToOpen()) {
            return connection.open();
        } else if (encodes && !pending.isEmpty()) {
            return encode(publisher);
        } else if (encodes && reportsLosses) {
            reportsLosses = false;
            return LossReports.step(steps, publisher, store.get(), origin);
        }
        return null;
    }

    private SerialSteps.Step count() {
        underWay = store.uncounted();
        Map<LossReason, Long> now = store.takeUncounted();
        Spool to = store.get();
        return done -> steps.run(
                true,
                () -> {
                    if (arrives()) {
                        now.forEach(to::lost);
                    }
                },
                done);
    }

    /** Records the arrival of samples in transit. Returns false if the samples have already been counted as lost. */
    private synchronized boolean arrives() {
        underWay = 0;
        return !closed;
    }

    /** Returns the step that closes the spool or, if any samples are still in memory, counts those samples as lost. */
    private SerialSteps.Step leave() {
        if (!pending.isEmpty()) {
            long left = pending.clear();
            lost(LossReason.UNHELD, left);
            return done -> {
                logUnheld(left, ENDED);
                done.run();
            };
        }
        if (leaves) {
            return null;
        }
        CompletableFuture<Void> end = retired;
        Spool last = store.leave();
        leaves = true;
        return done -> {
            end.complete(null);
            steps.run(last != null, () -> store.close(last), done);
        };
    }

    private SerialSteps.Step encode(PublisherHandle by) {
        PendingSamples.Turn turn = pending.next();
        Spool to = store.get();
        underWay = turn.samples().size();
        return done -> by.encode(new Batch(turn.source(), to.next(), turn.samples()))
                .whenComplete((messages, bug) -> steps.run(
                        messages.isEmpty(), // a failure may be reported on a timer's thread
                        () -> encoded(turn.samples().size(), messages.orElse(List.of()), to),
                        done));
    }

    private void encoded(int samples, List<Message> messages, Spool to) {
        if (arrives()) {
            RouteSpool.append(to, messages, samples);
        }
    }

    /**
     * Performs periodic maintenance on the spool ({@link Spool#tend}) and reports losses to the receiver. This method
     * must be called once a second.
     *
     * @param retries whether to retry opening the publisher if the previous attempt failed
     */
    public void tend(boolean retries) {
        Spool tended;
        synchronized (this) {
            if (retries) {
                connection.due();
            }
            if (!connection.isInPipeline()) {
                return;
            }
            tended = store.get();
            if (tended == null) {
                store.due();
            }
        }
        if (tended != null) {
            store.tend(tended);
            synchronized (this) {
                reportsLosses = connection.flows();
            }
        }
        steps.go();
    }

    /** Drops all waiting samples and returns the number of samples dropped. */
    public long drop() {
        CompletableFuture<Long> dropped;
        synchronized (this) {
            if (store.isOpen()) {
                return store.get().drop();
            } else if (connection.isInPipeline() || closed) {
                return 0;
            }
            dropped = store.dropLater();
        }
        steps.go();
        return dropped.join();
    }

    public synchronized RouteState state() {
        return new RouteState(
                origin.route(),
                connection.isInPipeline(),
                connection.isOffered(),
                connection.publisher() != null,
                store.state(),
                pending.samples() + underWay + store.uncounted(),
                connection.trouble());
    }

    /**
     * Closes the route and counts all samples still in memory as lost. Call this method once the future returned by
     * {@link #retire} has completed or timed out.
     *
     * @param limit the maximum time to wait for the disk
     */
    public void close(Duration limit) {
        long unheld;
        synchronized (this) {
            closed = true;
            connection.close();
            unheld = pending.clear() + underWay;
            store.lost(LossReason.UNHELD, unheld);
            underWay = 0;
        }
        if (unheld > 0) {
            logUnheld(unheld, ENDED);
        }
        store.closeForGood(limit);
    }
}
