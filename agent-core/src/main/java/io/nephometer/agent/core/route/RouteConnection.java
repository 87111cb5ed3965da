package io.nephometer.agent.core.route;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.plugin.CallTerms;
import io.nephometer.agent.core.plugin.PluginHandle;
import io.nephometer.agent.core.plugin.PublisherFormats;
import io.nephometer.agent.core.spool.Spool;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.HealthKey.Aspect;
import io.nephometer.api.Origin;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Manages a route's publisher and the courier that uses it. Each publisher is opened for one target and is closed
 * before the next publisher is opened. The state is guarded by the route's lock, which must be held during every method
 * call but not while a step runs.
 */
final class RouteConnection {

    /** The aspects of a route in which a problem can occur, most specific first. */
    private static final List<Aspect> ASPECTS =
            List.of(Aspect.PUBLISHER, Aspect.SPOOL, Aspect.WORK, Aspect.ROOM, Aspect.ACCOUNTS);

    private static final List<Aspect> PLUGIN_ASPECTS =
            List.of(Aspect.OPENING, Aspect.ENCODING, Aspect.WORK, Aspect.CLOSING);

    private final Origin origin;
    private final CallTerms terms;
    private final Health health;
    private final Object lock;

    // guarded by the lock
    private RouteTarget target; // null while the route is not in the pipeline
    private PluginHandle opening;
    private boolean isDue; // whether the publisher should be opened
    private boolean isFormatMissing;
    private PublisherHandle publisher; // null while no publisher is open
    private Courier courier;
    private boolean closed;

    /** @param lock the object whose lock guards the state */
    RouteConnection(Origin origin, RouteTarget target, CallTerms terms, Object lock) {
        this.origin = origin;
        this.terms = terms;
        this.health = terms.health();
        this.target = target;
        this.lock = lock;
    }

    /** Sets the target to which the route sends messages from now on. */
    void use(RouteTarget next) {
        boolean isSame = opening != null
                && target != null
                && next.url().equals(target.url())
                && next.plugin() == target.plugin();
        target = next;
        if (!isSame) {
            opening = next.plugin() == null
                    ? null
                    : new PluginHandle(
                            PublisherHandle.key(next.plugin(), origin.route()).of(Aspect.OPENING),
                            next.plugin(),
                            terms.with(next.url()));
        }
        isDue = true;
    }

    /** Records that the route is no longer in the pipeline. */
    void leave() {
        target = null;
    }

    /** Records that the agent is stopping. A publisher that is still being opened is closed as soon as it is open. */
    void close() {
        closed = true;
    }

    boolean isInPipeline() {
        return target != null;
    }

    /** Returns whether plugins currently offer the target's scheme and format. */
    boolean isOffered() {
        return target != null && target.plugin() != null && !isFormatMissing;
    }

    /** Requests another attempt to open a publisher that could not be opened. */
    void due() {
        isDue = true;
    }

    /** Returns the open publisher, or null if there is none. */
    PublisherHandle publisher() {
        return publisher;
    }

    /** Returns whether the open publisher belongs to a target other than the current target. */
    boolean isOutdated() {
        return publisher != null && !publisher.isFor(target);
    }

    /** Returns whether to open a publisher now. Returns true only once for each request. */
    boolean isToOpen() {
        boolean opens = publisher == null && isDue && opening != null && target != null;
        isDue &= !opens;
        return opens;
    }

    /** Starts a courier for the spool if the publisher is open and no courier is running yet. */
    void send(Spool spool) {
        if (publisher != null && spool != null && courier == null) {
            courier = new Courier(origin.route(), spool, publisher::deliver, health, terms.nanos());
        }
    }

    /** Returns whether the receiver is accepting messages. */
    boolean flows() {
        return courier != null && courier.flows();
    }

    /**
     * Returns a description of a problem with the route or with the plugins for its target, or an empty string if there
     * is no problem.
     */
    String trouble() {
        Stream<HealthKey> own = ASPECTS.stream().map(HealthKey.route(origin.route())::of);
        return Stream.concat(
                        own, plugins().flatMap(plugin -> PLUGIN_ASPECTS.stream().map(plugin::of)))
                .flatMap(key -> health.of(key).stream())
                .findFirst()
                .orElse("");
    }

    private Stream<HealthKey> plugins() {
        if (!isOffered()) {
            return Stream.of();
        }
        HealthKey own = PublisherHandle.key(target.plugin(), origin.route());
        return Stream.of(own, publisher == null ? own : publisher.encoder()).distinct();
    }

    /** Returns the step that opens a publisher for the target. */
    SerialSteps.Step open() {
        RouteTarget by = target;
        PluginHandle handle = opening;
        return done -> handle.call(
                        () -> {
                            PublisherFormats formats = new PublisherFormats(by.formats(), origin);
                            try {
                                return new Opened(PublisherHandle.open(by, origin, formats, terms), null, false);
                            } catch (IllegalArgumentException | IOException e) {
                                String wrong = terms.with(by.url()).texts().reason(e);
                                return new Opened(null, wrong, formats.isMissing());
                            }
                        },
                        opened -> handle.worked(),
                        Opened::close)
                .thenAccept(opened -> opened(opened, done));
    }

    /**
     * The result of an attempt to open a publisher.
     *
     * @param publisher the open publisher, or null if the attempt failed
     * @param wrong a description of what is wrong with the URL or the settings, or null if the publisher was opened
     * @param isFormatMissing whether the attempt failed because no plugin offers the format
     */
    private record Opened(PublisherHandle publisher, String wrong, boolean isFormatMissing) {
        void close() {
            if (publisher != null) {
                publisher.close();
            }
        }
    }

    private void opened(Optional<Opened> opened, Runnable done) {
        HealthKey key = HealthKey.route(origin.route()).of(Aspect.PUBLISHER);
        if (opened.isEmpty()) { // the plugin failed, which is reported under the plugin's own key
            health.forget(key::equals);
        }
        synchronized (lock) {
            isFormatMissing = opened.filter(Opened::isFormatMissing).isPresent();
        }
        opened.filter(answer -> answer.wrong() != null)
                .ifPresent(answer -> health.failed(key, new IOException(answer.wrong())));
        opened.map(Opened::publisher).ifPresent(now -> {
            health.recovered(key);
            boolean isLate;
            synchronized (lock) {
                isLate = closed;
                publisher = isLate ? null : now;
            }
            if (isLate) {
                now.close();
            }
        });
        done.run();
    }

    /** Returns the step that stops the courier and closes the publisher. The step may take several seconds. */
    SerialSteps.Step close(SerialSteps steps) {
        PublisherHandle from = publisher;
        Courier by = courier;
        Runnable stop = () -> {
            if (by != null) {
                by.close();
            }
        };
        return done -> steps.run(true, stop, () -> from.close().whenComplete((closing, bug) -> {
            synchronized (lock) {
                publisher = null;
                courier = null;
                isDue = true;
            }
            done.run();
        }));
    }
}
