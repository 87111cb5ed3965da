package io.nephometer.agent.core.delivery;

import io.nephometer.agent.core.delivery.Load.Parcel;
import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.health.HealthKey;
import io.nephometer.agent.core.spool.Spool;
import io.nephometer.agent.core.spool.Stored;
import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import io.nephometer.api.Publisher;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The sender of a route: takes the oldest batches of its spool to the publisher until it is told to stop. When a delivery
 * fails half way the next one is smaller, down to a single message; that one is suspected, and goes aside when the receiver
 * has refused it three times and taken another one each time.
 */
final class Courier implements AutoCloseable {

    private static final Logger LOG = System.getLogger("nephometer.delivery");

    private static final int WINDOW_BATCHES = 64;
    private static final long WINDOW_BYTES = 1 << 20;
    private static final int WINDOW_MESSAGES = 4096;
    private static final int MOST_REFUSALS = 3;

    private final String route;
    private final HealthKey key;
    private final Spool spool;
    private final Publisher publisher;
    private final Health health;
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
    private final Load load = new Load();
    private final Thread thread;
    private int span = WINDOW_MESSAGES;
    private Parcel suspect; // null if there is none
    private int refusals;
    private volatile boolean flows;

    Courier(String route, Spool spool, Publisher publisher, Health health) {
        this.route = route;
        this.key = HealthKey.route(route);
        this.spool = spool;
        this.publisher = publisher;
        this.health = health;
        this.thread = new Thread(this::work, "nephometer-" + route);
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether the last delivery succeeded. */
    boolean flows() {
        return flows;
    }

    private void work() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (load.isEmpty()) {
                    fill(spool.take(WINDOW_BATCHES, WINDOW_BYTES));
                }
                TimeUnit.MILLISECONDS.sleep(step().toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // told to stop
        } finally {
            spool.release();
        }
    }

    private void fill(List<Stored> batches) throws InterruptedException {
        for (Stored batch : batches) {
            Optional<List<Message>> messages = read(batch);
            messages.ifPresent(present -> load.add(batch, present));
        }
    }

    /** Empty if that batch is lost. */
    private Optional<List<Message>> read(Stored batch) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return Optional.of(spool.read(batch));
            } catch (IOException e) {
                if (Spool.isLost(e) || tries == MOST_REFUSALS) {
                    spool.setAside(batch, e);
                    LOG.log(
                            Level.ERROR,
                            "%s: batch %s (%s samples) cannot be read and is set aside: %s"
                                    .formatted(route, batch.first(), batch.samples(), e.getMessage()));
                    return Optional.empty();
                }
                health.failed(key, e);
                TimeUnit.MILLISECONDS.sleep(backoff.failed().toMillis());
            }
        }
    }

    /** One delivery; returns how long to rest after it. */
    private Duration step() throws InterruptedException {
        if (load.isEmpty()) {
            return Duration.ZERO;
        }
        List<Parcel> parcels = suspect == null ? load.first(span) : List.of(suspect);
        Optional<DeliveryException> failure = deliver(parcels);
        if (failure.isEmpty()) {
            suspect = null;
            refusals = 0;
            span = Math.min(WINDOW_MESSAGES, span * 2);
            return Duration.ZERO;
        }
        if (!failure.get().isReached()) {
            return backoff.failed();
        }
        if (parcels.size() > 1) {
            span = Math.max(1, parcels.size() / 8); // few steps: each waits
            return failure.get().isPermanent() ? Duration.ZERO : backoff.failed();
        }
        span = 1;
        suspect = parcels.get(0);
        return failure.get().isPermanent() || takesAnother() ? refused(failure.get()) : backoff.failed();
    }

    /** Whether the receiver takes any message but the suspect. */
    private boolean takesAnother() throws InterruptedException {
        if (load.other(suspect).isEmpty()) {
            fill(spool.poll(1, WINDOW_BYTES));
        }
        Optional<Parcel> other = load.other(suspect);
        return other.isPresent() && deliver(List.of(other.get())).isEmpty();
    }

    private Duration refused(DeliveryException why) {
        if (++refusals < MOST_REFUSALS) {
            return backoff.failed();
        }
        LOG.log(
                Level.ERROR,
                "%s: message %s (%s samples) is refused and set aside: %s"
                        .formatted(route, suspect.number(), suspect.message().samples(), why.getMessage()));
        spool.reject(suspect.batch(), suspect.number(), suspect.message());
        spool.delivered(load.remove(List.of(suspect)));
        suspect = null;
        refusals = 0;
        return Duration.ZERO;
    }

    /** Empty if all went well. */
    private Optional<DeliveryException> deliver(List<Parcel> parcels) throws InterruptedException {
        try {
            publisher.deliver(parcels.stream().map(Parcel::message).toList());
            spool.delivered(load.remove(parcels));
            health.recovered(key);
            backoff.succeeded(System.nanoTime());
            flows = true;
            return Optional.empty();
        } catch (DeliveryException e) {
            health.failed(key, new IOException(e.getMessage(), e));
            failed();
            return Optional.of(e);
        } catch (RuntimeException bug) { // the publisher's; the thread must not end while there is something to deliver
            health.failed(key, bug);
            failed();
            return Optional.of(DeliveryException.retryable(bug.toString(), bug));
        }
    }

    private void failed() {
        flows = false;
        spool.lineUp();
    }

    /** Ends the thread, within some seconds, and what it uses. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        publisher.close();
    }
}
