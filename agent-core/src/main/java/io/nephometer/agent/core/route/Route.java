package io.nephometer.agent.core.route;

import io.nephometer.agent.core.health.Aspect;
import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.health.HealthKey;
import io.nephometer.agent.core.plugin.CallTerms;
import io.nephometer.agent.core.spool.Spool;
import io.nephometer.agent.core.spool.ledger.LossReason;
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
 * One publisher of one sink, with the spool and the courier that are its own. Does one thing after the other, and waits
 * for none of them: what comes meanwhile is held in order. Once out of the pipeline it counts what comes as lost, and
 * its spool is closed; that is opened again for each count that comes late.
 */
public final class Route {

    private static final String ENDED = "the route ended before they could be encoded";

    private final Origin origin;
    private final Health health;
    private final SerialSteps steps;

    // guarded by this
    private final PendingTurns pending = new PendingTurns();
    private final RouteSpool store;
    private final RouteConnection connection;
    private long underWay; // samples that are neither held nor in the spool
    private boolean tells;
    private boolean leaves; // nothing is left to do for its retirement
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
                leaves = false; // it is to be closed again
            }
        }
    }

    /** From now on it goes out this way; another one before is closed first. Tries to open one that could not be. */
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
                    HealthKey.route(origin.route()).of(Aspect.PUBLISHER),
                    new IOException(
                            "no plugin offers " + next.url().getScheme() + ":// now; samples are held in memory"));
        }
        steps.go();
    }

    /** It is not in the pipeline any more; done when what it held is encoded or lost and its publisher closed. */
    public CompletableFuture<Void> retire() {
        CompletableFuture<Void> end;
        synchronized (this) {
            if (connection.isInPipeline() || retired.isDone()) {
                retired = new CompletableFuture<>();
            }
            connection.leave();
            leaves = false;
            store.due(); // what could not be counted before is tried once more
            end = retired;
        }
        steps.go();
        return end;
    }

    /** Takes samples; returns at once. */
    public void accept(String source, List<Sample> samples) {
        synchronized (this) {
            lost(LossReason.UNHELD, pending.add(source, samples));
        }
        pending.logOverflow("route " + origin.route(), () -> state().trouble());
        steps.go();
    }

    /** Counts samples that did not come to it. */
    public void lose(LossReason reason, long samples) {
        synchronized (this) {
            lost(reason, samples);
        }
        steps.go();
    }

    /** Counts samples that were held in memory and can go nowhere any more. */
    public void letGo(long samples, String why) {
        if (samples > 0) {
            logUnheld(samples, why);
            lose(LossReason.UNHELD, samples);
        }
    }

    private void logUnheld(long samples, String why) {
        PendingTurns.logLost("route " + origin.route(), samples, why, state().trouble());
    }

    /** Keeps in mind what is to be counted; out of the pipeline the spool is opened for it. */
    private void lost(LossReason reason, long samples) {
        store.lost(reason, samples);
        if (!connection.isInPipeline()) {
            store.due();
        }
    }

    /** What is to be done next, null if nothing can be. */
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
        } else if (encodes && tells) {
            tells = false;
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

    /** From now on they are the spool's; false if they have been counted as lost. */
    private synchronized boolean arrives() {
        underWay = 0;
        return !closed;
    }

    /** What is still held is lost: nothing can encode it. */
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
        PendingTurns.Turn turn = pending.next();
        Spool to = store.get();
        underWay = turn.samples().size();
        return done -> by.encode(new Batch(turn.source(), to.next(), turn.samples()))
                .whenComplete((messages, bug) -> steps.run(
                        messages.isEmpty(), // on a timer's thread perhaps
                        () -> encoded(turn.samples().size(), messages.orElse(List.of()), to),
                        done));
    }

    /** What is in none of the messages is counted as lost. */
    private void encoded(int samples, List<Message> messages, Spool to) {
        if (!arrives()) {
            return;
        }
        int encoded = messages.stream().mapToInt(Message::samples).sum();
        if (!messages.isEmpty()) {
            to.append(messages);
        }
        if (encoded < samples) {
            to.lost(LossReason.UNENCODED, samples - encoded);
        }
    }

    /**
     * Once in a while: see {@link Spool#tend}; and tells the receiver what is lost, once it listens.
     *
     * @param again whether a publisher that could not be opened is tried again
     */
    public void tend(boolean again) {
        Spool tended;
        synchronized (this) {
            if (again) {
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
                tells = connection.flows();
            }
        }
        steps.go();
    }

    /** Lets all go that waits; how many samples that were. */
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
     * Counts what it still has as lost: the agent stops. To be called when {@link #retire} has ended or taken too long.
     *
     * @param limit how long to wait for the disk
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
