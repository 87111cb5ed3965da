package io.nephometer.agent.core.route;

import io.nephometer.agent.core.health.Aspect;
import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.health.HealthKey;
import io.nephometer.agent.core.plugin.CallTerms;
import io.nephometer.agent.core.plugin.PluginHandle;
import io.nephometer.agent.core.spool.Spool;
import io.nephometer.agent.core.spool.ledger.Loss;
import io.nephometer.agent.core.spool.ledger.LossReason;
import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import io.nephometer.api.Moment;
import io.nephometer.api.Origin;
import io.nephometer.api.Sample;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * One publisher of one sink, with the spool and the courier that are its own. Does one thing after the other, and waits
 * for none of them: what comes meanwhile is held in order. Once out of the pipeline it counts what comes as lost, and
 * its spool is closed; that is opened again for each count that comes late.
 */
public final class Route {

    /** Opens a route's spool. */
    @FunctionalInterface
    public interface Opener {
        Spool open() throws IOException;
    }

    private static final Logger LOG = System.getLogger("nephometer.delivery");

    private static final String ENDED = "the route ended before they could be encoded";

    /** What can be wrong with a route, the most telling first. */
    private static final List<Aspect> ASPECTS =
            List.of(Aspect.PUBLISHER, Aspect.SPOOL, Aspect.WORK, Aspect.ROOM, Aspect.ACCOUNTS);

    private static final List<Aspect> PLUGIN_ASPECTS =
            List.of(Aspect.OPENING, Aspect.ENCODING, Aspect.WORK, Aspect.CLOSING);

    private final HealthKey key;
    private final Origin origin;
    private final Opener opener;
    private final CallTerms terms;
    private final Health health;
    private final SerialSteps steps;

    // guarded by this
    private final PendingTurns pending = new PendingTurns();
    private final Map<LossReason, Long> uncounted = new EnumMap<>(LossReason.class); // not in the spool's account yet
    private Spool spool; // null while it cannot be opened, and out of the pipeline
    private Spool closing; // null but while it is closed
    private boolean isSpoolDue; // it is to be opened
    private CompletableFuture<Long> drop; // null unless all that waits in a closed spool is to go
    private RouteTarget target; // null while it is not in the pipeline
    private PluginHandle opening;
    private boolean isDue; // it is to be opened
    private PublisherHandle publisher; // null while there is none
    private Courier courier;
    private long underWay; // samples that are neither held nor in the spool
    private boolean tells;
    private boolean leaves; // nothing is left to do for its retirement
    private boolean closed;
    private CompletableFuture<Void> retired = CompletableFuture.completedFuture(null);

    public Route(Origin origin, Opener opener, RouteTarget target, CallTerms terms) {
        this.key = HealthKey.route(origin.route());
        this.origin = origin;
        this.opener = opener;
        this.terms = terms;
        this.health = terms.health();
        this.target = target;
        this.steps = new SerialSteps(this, terms.threads(), this::next);
        openSpool();
    }

    private void openSpool() {
        try {
            Spool opened = opener.open();
            synchronized (this) {
                spool = opened;
                leaves = false; // it is to be closed again
            }
        } catch (IOException | RuntimeException e) {
            health.failed(key.of(Aspect.SPOOL), new IOException("cannot be opened: " + e, e));
        }
    }

    /** From now on it goes out this way; another one before is closed first. Tries to open one that could not be. */
    public void use(RouteTarget next) {
        CompletableFuture<Void> before;
        synchronized (this) {
            before = retired;
            if (opening == null || !next.equals(target)) {
                target = next;
                opening = next.plugin() == null
                        ? null
                        : new PluginHandle(
                                PublisherHandle.key(next, origin.route()).of(Aspect.OPENING),
                                next.plugin(),
                                terms.with(next.url()));
            }
            isDue = true;
            isSpoolDue = true;
        }
        before.complete(null);
        if (next.plugin() == null) {
            health.failed(
                    key.of(Aspect.PUBLISHER),
                    new IOException(
                            "no plugin offers " + next.url().getScheme() + ":// now; samples are held in memory"));
        }
        steps.go();
    }

    /** It is not in the pipeline any more; done when what it held is encoded or lost and its publisher closed. */
    public CompletableFuture<Void> retire() {
        CompletableFuture<Void> end;
        synchronized (this) {
            if (target != null || retired.isDone()) {
                retired = new CompletableFuture<>();
            }
            target = null;
            leaves = false;
            isSpoolDue = true; // what could not be counted before is tried once more
            end = retired;
        }
        steps.go();
        return end;
    }

    /** Takes samples; returns at once. */
    public void accept(String source, List<Sample> samples) {
        synchronized (this) {
            lost(LossReason.UNHELD, pending.add(source, samples));
            isSpoolDue |= target == null;
        }
        pending.logOverflow("route " + origin.route(), () -> state().trouble());
        steps.go();
    }

    /** Counts samples that did not come to it. */
    public void lose(LossReason reason, long samples) {
        synchronized (this) {
            lost(reason, samples);
            isSpoolDue |= target == null;
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
        String trouble = state().trouble();
        LOG.log(
                Level.WARNING,
                "route %s: %s samples that were held in memory are lost, as %s: %s%s"
                        .formatted(
                                origin.route(),
                                samples,
                                LossReason.UNHELD,
                                why,
                                trouble.isEmpty() ? "" : " (" + trouble + ")"));
    }

    private void lost(LossReason reason, long samples) {
        if (samples > 0) {
            uncounted.merge(reason, samples, Long::sum);
        }
    }

    /** What is to be done next, null if nothing can be. */
    private SerialSteps.Step next() {
        if (closed) {
            return null;
        } else if (spool == null && isSpoolDue && (target != null || !uncounted.isEmpty() || drop != null)) {
            isSpoolDue = false;
            return done -> steps.run(true, this::openSpool, done);
        } else if (spool != null && !uncounted.isEmpty()) {
            return count();
        } else if (drop != null) {
            return dropAll();
        } else if (publisher != null && spool != null && courier == null) {
            courier = new Courier(origin.route(), spool, publisher.sender(), health);
        }
        boolean encodes = publisher != null && spool != null && publisher.isReady();
        if (publisher != null && !publisher.way().equals(target)) {
            return target == null && encodes && !pending.isEmpty() ? encode(publisher) : disconnect(publisher, courier);
        } else if (target == null) {
            return leave();
        } else if (publisher == null && isDue && opening != null) {
            isDue = false;
            return connect(target, opening);
        } else if (encodes && !pending.isEmpty()) {
            return encode(publisher);
        } else if (encodes && tells) {
            tells = false;
            return tell(publisher, spool);
        }
        return null;
    }

    private SerialSteps.Step count() {
        Map<LossReason, Long> now = new EnumMap<>(uncounted);
        long samples = now.values().stream().mapToLong(n -> n).sum();
        Spool to = spool;
        underWay = samples;
        uncounted.clear();
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

    private SerialSteps.Step connect(RouteTarget by, PluginHandle handle) {
        return done -> handle.call(
                        () -> {
                            try {
                                return new Opened(PublisherHandle.open(by, origin, terms), null);
                            } catch (IllegalArgumentException | IOException e) {
                                return new Opened(
                                        null, terms.with(by.url()).texts().reason(e));
                            }
                        },
                        opened -> handle.worked(),
                        late -> late.close())
                .thenAccept(opened -> connected(opened, done));
    }

    /**
     * What became of opening a publisher.
     *
     * @param wrong what is wrong with the URL or the settings; null if it was opened
     */
    private record Opened(PublisherHandle publisher, String wrong) {
        public void close() {
            if (publisher != null) {
                publisher.close();
            }
        }
    }

    private void connected(Optional<Opened> opened, Runnable done) {
        if (opened.isEmpty()) { // the plugin is there, and what it fails with is shown under its name
            health.forget(key.of(Aspect.PUBLISHER)::equals);
        }
        opened.filter(answer -> answer.wrong() != null)
                .ifPresent(answer -> health.failed(key.of(Aspect.PUBLISHER), new IOException(answer.wrong())));
        opened.map(Opened::publisher).ifPresent(now -> {
            health.recovered(key.of(Aspect.PUBLISHER));
            boolean isLate;
            synchronized (this) {
                isLate = closed;
                publisher = isLate ? null : now;
            }
            if (isLate) {
                now.close();
            }
        });
        done.run();
    }

    private SerialSteps.Step disconnect(PublisherHandle from, Courier by) {
        Runnable stop = () -> {
            if (by != null) {
                by.close(); // takes seconds
            }
        };
        return done -> steps.run(true, stop, () -> from.close().whenComplete((closing, bug) -> {
            synchronized (this) {
                publisher = null;
                courier = null;
                isDue = true;
            }
            done.run();
        }));
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
        Spool last = spool;
        leaves = true;
        closing = last;
        spool = null;
        return done -> {
            end.complete(null);
            steps.run(last != null, () -> closeSpool(last), done);
        };
    }

    private void closeSpool(Spool last) {
        if (last != null) {
            last.close(); // takes seconds
        }
        health.forget(key);
        synchronized (this) {
            closing = null;
        }
    }

    private SerialSteps.Step encode(PublisherHandle by) {
        PendingTurns.Turn turn = pending.next();
        Spool to = spool;
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

    private SerialSteps.Step tell(PublisherHandle by, Spool of) {
        return done -> {
            List<Loss> untold = of.untold();
            Moment now = Moment.now();
            List<Sample> samples = untold.stream()
                    .map(loss -> LossSample.of(loss, origin.host(), origin.route(), now))
                    .toList();
            if (samples.isEmpty()) {
                done.run();
                return;
            }
            by.encodeReport(new Batch(LossSample.SOURCE, of.next(), samples))
                    .whenComplete((messages, bug) -> steps.run(
                            false,
                            () -> messages.filter(some -> !some.isEmpty()).ifPresent(some -> of.tell(untold, some)),
                            done));
        };
    }

    /**
     * Once in a while: see {@link Spool#tend}; and tells the receiver what is lost, once it listens.
     *
     * @param again whether a publisher that could not be opened is tried again
     */
    public void tend(boolean again) {
        Spool tended;
        synchronized (this) {
            isDue |= again;
            if (target == null) {
                return;
            }
            tended = spool;
            isSpoolDue |= tended == null;
        }
        if (tended != null) {
            tended.tend();
            balance(tended.state().difference());
            synchronized (this) {
                tells = courier != null && courier.flows();
            }
        }
        steps.go();
    }

    private void balance(long difference) {
        if (difference == 0) {
            health.recovered(key.of(Aspect.ACCOUNTS));
        } else {
            health.failed(key.of(Aspect.ACCOUNTS), new IOException(difference + " samples are in none of them"));
        }
    }

    /** Lets all go that waits; how many samples that were. */
    public long drop() {
        CompletableFuture<Long> dropped;
        synchronized (this) {
            if (spool != null) {
                return spool.drop();
            } else if (target != null || closed) {
                return 0;
            }
            drop = drop == null ? new CompletableFuture<>() : drop;
            isSpoolDue = true;
            dropped = drop;
        }
        steps.go();
        return dropped.join();
    }

    private SerialSteps.Step dropAll() {
        CompletableFuture<Long> dropped = drop;
        Spool from = spool;
        drop = null;
        return done -> {
            dropped.complete(from == null ? 0 : from.drop());
            done.run();
        };
    }

    public synchronized RouteState state() {
        Stream<HealthKey> own = ASPECTS.stream().map(key::of);
        Stream<HealthKey> plugins = target == null || target.plugin() == null
                ? Stream.of()
                : PLUGIN_ASPECTS.stream().map(PublisherHandle.key(target, origin.route())::of);
        return new RouteState(
                origin.route(),
                target != null,
                target != null && target.plugin() != null,
                publisher != null,
                Optional.ofNullable(spool).map(Spool::state),
                pending.samples()
                        + underWay
                        + uncounted.values().stream().mapToLong(n -> n).sum(),
                Stream.concat(own, plugins)
                        .flatMap(what -> health.of(what).stream())
                        .findFirst()
                        .orElse(""));
    }

    /**
     * Counts what it still has as lost: the agent stops. To be called when {@link #retire} has ended or taken too long.
     *
     * @param limit how long to wait for the disk
     */
    public void close(Duration limit) {
        Spool last;
        Spool before;
        Map<LossReason, Long> left;
        long unheld;
        synchronized (this) {
            closed = true;
            unheld = pending.clear() + underWay;
            lost(LossReason.UNHELD, unheld);
            underWay = 0;
            last = spool;
            before = closing;
            left = new EnumMap<>(uncounted);
            uncounted.clear();
            if (drop != null) {
                drop.complete(0L);
            }
        }
        if (unheld > 0) {
            logUnheld(unheld, ENDED);
        }
        if (before != null) {
            before.close(limit);
        } else if (last == null && !left.isEmpty()) {
            openSpool(); // perhaps it can be by now
            synchronized (this) {
                last = spool;
            }
        }
        if (last != null) {
            left.forEach(last::lost);
            last.close(limit);
        } else if (!left.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "%s: %s samples are lost: the spool cannot be opened"
                            .formatted(
                                    origin.route(),
                                    left.values().stream().mapToLong(n -> n).sum()));
        }
    }
}
