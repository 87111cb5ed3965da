package io.nephometer.agent.core.delivery;

import io.nephometer.agent.core.health.Aspect;
import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.health.HealthKey;
import io.nephometer.agent.core.spool.Loss;
import io.nephometer.agent.core.spool.LossReason;
import io.nephometer.agent.core.spool.Spool;
import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import io.nephometer.api.Moment;
import io.nephometer.api.Publisher;
import io.nephometer.api.Sample;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One publisher of one sink, with the spool and the courier that are its own. */
final class Route implements AutoCloseable {

    /** Opens a route's spool. */
    @FunctionalInterface
    interface Opener {
        Spool open() throws IOException;
    }

    /** What can be wrong with a route, the most telling first. */
    private static final List<Aspect> ASPECTS =
            List.of(Aspect.PUBLISHER, Aspect.SPOOL, Aspect.WORK, Aspect.ROOM, Aspect.ENCODING, Aspect.ACCOUNTS);

    private final String name;
    private final HealthKey key;
    private final String host;
    private final Opener opener;
    private final Health health;
    private final Held held = new Held();
    private long unheld;
    private Spool spool; // null while it cannot be opened
    private Publisher publisher;
    private Courier courier;

    /** @param host the name that losses are told under */
    Route(String name, String host, Opener opener, Health health) {
        this.name = name;
        this.key = HealthKey.route(name);
        this.host = host;
        this.opener = opener;
        this.health = health;
        open();
    }

    private void open() {
        try {
            spool = opener.open();
            health.recovered(key.of(Aspect.SPOOL));
        } catch (IOException e) {
            health.failed(key.of(Aspect.SPOOL), new IOException("cannot be opened: " + e, e));
        }
    }

    /** Sends what waits and what comes by this publisher from now on; there must be none before. */
    synchronized void connect(Publisher by) {
        publisher = by;
        flush();
    }

    /** What comes now is held; what waits stays. */
    void disconnect() {
        Optional<Courier> running;
        Publisher unused;
        synchronized (this) {
            running = Optional.ofNullable(courier);
            unused = courier == null ? publisher : null;
            courier = null;
            publisher = null;
        }
        running.ifPresent(Courier::close); // takes seconds: no turn waits for it
        if (unused != null) {
            unused.close();
        }
    }

    synchronized boolean isConnected() {
        return publisher != null;
    }

    /** Returns when the samples are safe on disk, or held until they can be, or counted as lost. */
    synchronized void accept(String source, List<Sample> samples) {
        unheld += held.add(source, samples);
        flush();
    }

    /** Counts samples that could not be held for it. */
    synchronized void lose(long samples) {
        unheld += samples;
        flush();
    }

    private void flush() {
        if (spool == null) {
            return;
        }
        if (unheld > 0) {
            spool.lost(LossReason.UNHELD, unheld);
            unheld = 0;
        }
        if (publisher == null) {
            return;
        }
        if (courier == null) {
            courier = new Courier(name, spool, publisher, health);
        }
        while (!held.isEmpty()) {
            Held.Turn turn = held.next();
            List<Message> messages = encode(turn.source(), turn.samples());
            if (!messages.isEmpty()) {
                spool.append(messages);
            }
        }
    }

    /** What the publisher makes of them; what is in none of its messages is counted as lost. */
    private List<Message> encode(String source, List<Sample> samples) {
        List<Message> messages = List.of();
        try {
            messages = publisher.encode(new Batch(source, spool.next(), samples));
            health.recovered(key.of(Aspect.ENCODING));
        } catch (RuntimeException bug) { // the publisher's: it must not cost the other routes their samples
            health.failed(key.of(Aspect.ENCODING), bug);
        }
        int encoded = messages.stream().mapToInt(Message::samples).sum();
        if (encoded < samples.size()) {
            spool.lost(LossReason.UNENCODED, samples.size() - encoded);
        }
        return messages;
    }

    /** Once in a while: see {@link Spool#tend}; and tells the receiver what is lost, once it listens. */
    synchronized void tend() {
        if (spool == null) {
            open();
        }
        flush();
        if (spool == null) {
            return;
        }
        spool.tend();
        balance(spool.state().difference());
        List<Loss> untold = spool.untold();
        if (courier != null && courier.flows() && !untold.isEmpty()) {
            Moment now = Moment.now();
            List<Sample> samples = untold.stream()
                    .map(loss -> LossSample.of(loss, host, name, now))
                    .toList();
            List<Message> messages = encode(LossSample.SOURCE, samples);
            if (!messages.isEmpty()) {
                spool.tell(messages);
            }
        }
    }

    private void balance(long difference) {
        if (difference == 0) {
            health.recovered(key.of(Aspect.ACCOUNTS));
        } else {
            health.failed(key.of(Aspect.ACCOUNTS), new IOException(difference + " samples are in none of them"));
        }
    }

    /** Lets all go that waits; how many samples that were. */
    synchronized long drop() {
        return spool == null ? 0 : spool.drop();
    }

    synchronized RouteState state() {
        return new RouteState(
                name,
                true,
                publisher != null,
                Optional.ofNullable(spool).map(Spool::state),
                held.samples() + unheld,
                ASPECTS.stream()
                        .flatMap(aspect -> health.of(key.of(aspect)).stream())
                        .findFirst()
                        .orElse(""));
    }

    /** What is still held is lost. */
    @Override
    public void close() {
        disconnect();
        lose(held.samples());
        health.forget(key);
    }
}
