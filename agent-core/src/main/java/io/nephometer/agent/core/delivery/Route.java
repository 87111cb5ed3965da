package io.nephometer.agent.core.delivery;

import io.nephometer.agent.core.polling.Troubles;
import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import io.nephometer.api.Publisher;
import io.nephometer.api.Sample;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** One publisher of one sink, with the spool and the courier that are its own. */
final class Route implements AutoCloseable {

    private final String name;
    private final Spool spool;
    private final Troubles troubles;
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private URI url;
    private Publisher publisher;
    private Courier courier;

    Route(String name, Spool spool, Troubles troubles) {
        this.name = name;
        this.spool = spool;
        this.troubles = troubles;
    }

    /** Sends what waits and what comes by another publisher from now on. */
    synchronized void connect(URI to, Publisher by) {
        disconnect();
        url = to;
        publisher = by;
        courier = new Courier(name, spool, by, troubles, delivered);
    }

    /** What comes now cannot be encoded and is lost; what waits stays. */
    synchronized void disconnect() {
        if (courier != null) {
            courier.close();
        }
        courier = null;
        publisher = null;
    }

    synchronized boolean isConnected() {
        return courier != null;
    }

    synchronized URI url() {
        return url;
    }

    /** Returns when the samples are safe on disk, or counted as lost. */
    synchronized void accept(String source, List<Sample> samples) {
        accepted.addAndGet(samples.size());
        try {
            if (publisher == null) {
                throw new IOException("no plugin offers this publisher: samples are lost");
            }
            List<Message> messages = publisher.encode(new Batch(source, spool.next(), samples));
            spool.append(messages, samples.size(), System.currentTimeMillis());
            troubles.over(name + " spool");
        } catch (IOException e) {
            spool.lost(samples.size());
            troubles.began(name + " spool", e);
        } catch (RuntimeException bug) { // the publisher's: it must not cost the other routes their samples
            spool.lost(samples.size());
            troubles.began(name + " spool", bug);
        }
    }

    /** Counts samples that never came as far as to be encoded. */
    void lose(int samples) {
        accepted.addAndGet(samples);
        spool.lost(samples);
    }

    RouteState state() {
        Spool.State state = spool.state();
        return new RouteState(
                name,
                accepted.get(),
                delivered.get(),
                state.samples(),
                state.bytes(),
                state.lost(),
                isConnected(),
                Stream.of(name + " publisher", name + " spool", name)
                        .flatMap(what -> troubles.of(what).stream())
                        .findFirst()
                        .orElse(""));
    }

    @Override
    public void close() {
        disconnect();
        troubles.forget(name);
        troubles.forget(name + " spool");
        troubles.forget(name + " publisher");
    }
}
