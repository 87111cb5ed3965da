package io.nephometer.agent.core.route;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.route.InFlight.Parcel;
import io.nephometer.agent.core.spool.Spool;
import io.nephometer.agent.core.spool.file.BatchFile;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Delivers the oldest batches in a route's spool through the publisher until the courier is closed. After each failure,
 * the next delivery contains fewer messages, down to a single message. A message that fails when sent alone becomes
 * suspect. The courier then tries to deliver messages from further and further back in the queue, because any
 * successful delivery shows that the receiver works. See also {@link SuspectMessages}.
 */
final class Courier implements AutoCloseable {

    private static final Logger LOG = System.getLogger("nephometer.delivery");

    private static final int WINDOW_BATCHES = 64;
    private static final long WINDOW_BYTES = 1 << 20;
    private static final long MAX_BYTES = 4 * WINDOW_BYTES;
    private static final int WINDOW_MESSAGES = 4096;
    private static final int FURTHEST = 12; // maximum number of messages to skip, as a power of two
    private static final Duration STOP = Duration.ofSeconds(5);

    /** Delivers messages in the same way as {@link io.nephometer.api.Publisher#deliver}. */
    interface Delivery {
        void deliver(List<Message> messages) throws DeliveryException, InterruptedException;
    }

    private final String route;
    private final HealthKey key;
    private final Spool spool;
    private final Delivery publisher;
    private final Health health;
    private final LongSupplier nanos;
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
    private final InFlight inFlight = new InFlight();
    private final SuspectMessages suspects = new SuspectMessages();
    private final BatchReadRetries unreadable = new BatchReadRetries();
    private final CourierThread thread;
    private int span = WINDOW_MESSAGES;
    private int biggest; // size of the largest delivered payload, in bytes
    private int tooBig = Integer.MAX_VALUE; // size of the smallest rejected payload above `biggest`, in bytes
    private int failures; // number of failures of single messages since the last delivery
    private volatile boolean flows;

    /** @param nanos the monotonic clock, which returns nanoseconds */
    Courier(String route, Spool spool, Delivery publisher, Health health, LongSupplier nanos) {
        this.route = route;
        this.key = HealthKey.route(route);
        this.spool = spool;
        this.publisher = publisher;
        this.health = health;
        this.nanos = nanos;
        this.thread = new CourierThread("nephometer-" + route, this::round, spool::release);
        thread.start();
    }

    /** Returns whether the last delivery succeeded. */
    boolean flows() {
        return flows;
    }

    /** Runs one round. Whatever happens in the round, the thread keeps running until the courier is closed. */
    private Duration round() throws InterruptedException {
        try {
            fill();
            putBigApart();
            return step();
        } catch (InterruptedException | RuntimeException | Error e) {
            if (thread.isClosing()) {
                throw e;
            }
            health.failed(key, e instanceof InterruptedException ? new IOException("delivery was interrupted", e) : e);
            flows = false;
            startAgain();
            return backoff.failed();
        }
    }

    /** Waits until there is something to deliver, unless there are suspect messages or batches to retry. */
    private void fill() throws InterruptedException {
        if (!flows) { // batches that arrived since the last attempt belong to the backlog, too
            spool.lineUp();
        }
        for (BatchFile batch : unreadable.due(nanos.getAsLong())) {
            read(batch);
        }
        for (BatchFile batch : next()) {
            read(batch);
        }
    }

    private List<BatchFile> next() throws InterruptedException {
        if (inFlight.isEmpty() && suspects.isEmpty() && unreadable.isEmpty()) {
            return spool.take(WINDOW_BATCHES, WINDOW_BYTES);
        }
        boolean hasRoom = inFlight.isEmpty() || inFlight.size() <= skipped() && inFlight.bytes() < MAX_BYTES;
        return hasRoom ? spool.poll(WINDOW_BATCHES, WINDOW_BYTES) : List.of();
    }

    /** Separates messages that are probably too large, so that the remaining messages can be sent together. */
    private void putBigApart() {
        for (Parcel parcel : tooBig == Integer.MAX_VALUE ? List.<Parcel>of() : inFlight.atLeast(tooBig)) {
            inFlight.putApart(parcel);
            suspects.expect(parcel);
        }
    }

    /**
     * Reads a batch. A damaged or missing batch is counted as lost. After any other failure, the batch is read again
     * later.
     */
    private void read(BatchFile batch) throws InterruptedException {
        try {
            inFlight.add(batch, thread.call(() -> spool.read(batch)));
            unreadable.remove(batch);
        } catch (IOException e) {
            if (!Spool.isLost(e)) {
                unreadable.add(batch, nanos.getAsLong());
                health.failed(key, new IOException("a batch cannot be read now: " + e.getMessage(), e));
                return;
            }
            unreadable.remove(batch);
            spool.setAside(batch, e);
            String what = e instanceof NoSuchFileException
                    ? "is lost: its file was removed"
                    : "is damaged and is set aside: " + e.getMessage();
            LOG.log(Level.ERROR, "%s: batch %s (%s samples) %s".formatted(route, batch.first(), batch.samples(), what));
        }
    }

    /** Attempts one delivery and returns how long to pause before the next attempt. */
    private Duration step() throws InterruptedException {
        Optional<Parcel> suspect = suspects.next();
        if (suspect.isPresent()) {
            return tryAgain(suspect.get());
        } else if (!inFlight.isEmpty()) {
            return deliverSome();
        } else if (!suspects.isEmpty()) {
            return deliverAlone(suspects.first());
        }
        return unreadable.isEmpty() ? Duration.ZERO : unreadable.pause(nanos.getAsLong());
    }

    /** Sends a single suspect message. */
    private Duration tryAgain(Parcel suspect) throws InterruptedException {
        Optional<DeliveryException> failure = deliver(List.of(suspect));
        if (failure.isPresent() && failure.get().isReached()) {
            String why = "message %s (%s bytes) is not accepted%s: %s"
                    .formatted(
                            suspect.number(),
                            suspect.message().payload().length,
                            failure.get().isPermanent() ? "" : ", others are",
                            failure.get().getMessage());
            health.failed(key, new IOException(why, failure.get()));
            span = 1;
            suspects.failed(suspect, failure.get().isPermanent());
            setPoisonAside(failure.get().getMessage());
            return rest();
        }
        return failure.isPresent() ? away(failure.get()) : Duration.ZERO;
    }

    private Duration deliverSome() throws InterruptedException {
        List<Parcel> parcels = inFlight.some(skipped(), failures == 0 ? span : 1);
        if (parcels.size() == 1) {
            return deliverAlone(parcels.get(0));
        }
        Optional<DeliveryException> failure = deliver(parcels);
        if (failure.isEmpty()) {
            span = Math.min(WINDOW_MESSAGES, span * 2);
            return Duration.ZERO;
        }
        span = Math.max(1, parcels.size() / 8); // reduced in few steps, since each step is followed by a wait
        nothingGoes(failure.get());
        return failure.get().isPermanent() ? Duration.ZERO : backoff.failed();
    }

    private Duration deliverAlone(Parcel parcel) throws InterruptedException {
        Optional<DeliveryException> failure = deliver(List.of(parcel));
        if (failure.isEmpty()) {
            span = Math.min(WINDOW_MESSAGES, span * 2);
            return Duration.ZERO;
        } else if (!failure.get().isReached()) {
            return away(failure.get());
        }
        nothingGoes(failure.get());
        span = 1;
        failures++;
        inFlight.putApart(parcel);
        suspects.failed(parcel, failure.get().isPermanent());
        setPoisonAside(failure.get().getMessage());
        if (suspects.areTooMany()) { // the receiver accepts no messages
            startAgain();
            return backoff.failed();
        }
        return rest();
    }

    /** Returns how long to pause after a single message has failed. The pause is short if the link is known to work. */
    private Duration rest() {
        return backoff.again(failures, suspects.doCount());
    }

    /** Returns the number of messages to skip. The number increases with each consecutive failure. */
    private int skipped() {
        return failures == 0 ? 0 : (1 << Math.min(3 * (failures - 1), FURTHEST)) - 1;
    }

    private Duration away(DeliveryException why) {
        nothingGoes(why);
        return backoff.failed();
    }

    private void nothingGoes(DeliveryException why) {
        health.failed(key, new IOException(why.getMessage(), why));
        flows = false;
        spool.lineUp();
    }

    private void startAgain() {
        suspects.clear();
        unreadable.clear();
        inFlight.clear();
        failures = 0;
        spool.release();
    }

    private void setPoisonAside(String why) {
        for (Parcel poison : suspects.takePoison()) {
            LOG.log(
                    Level.ERROR,
                    "%s: message %s (%s samples, %s bytes) is refused and set aside%s"
                            .formatted(
                                    route,
                                    poison.number(),
                                    poison.message().samples(),
                                    poison.message().payload().length,
                                    why.isEmpty() ? "; others are accepted" : ": " + why));
            spool.reject(poison.batch(), poison.number(), poison.message());
            spool.delivered(inFlight.remove(List.of(poison)));
            backoff.reset(); // the link was not the cause of the failures
            int bytes = poison.message().payload().length;
            tooBig = bytes > biggest ? Math.min(tooBig, bytes) : tooBig;
        }
    }

    /** Delivers messages and returns the failure, or an empty result if the delivery succeeded. */
    private Optional<DeliveryException> deliver(List<Parcel> parcels) throws InterruptedException {
        List<Message> messages = parcels.stream().map(Parcel::message).toList();
        try {
            thread.call(() -> {
                publisher.deliver(messages);
                return true;
            });
        } catch (DeliveryException e) {
            return Optional.of(e);
        }
        spool.delivered(inFlight.remove(parcels));
        for (Parcel parcel : parcels) {
            suspects.cleared(parcel);
            biggest = Math.max(biggest, parcel.message().payload().length);
        }
        tooBig = biggest >= tooBig ? Integer.MAX_VALUE : tooBig;
        suspects.othersWentThrough();
        setPoisonAside("");
        if (suspects.isEmpty() && unreadable.isEmpty()) {
            health.recovered(key);
        }
        backoff.succeeded(nanos.getAsLong());
        failures = 0;
        flows = true;
        return Optional.empty();
    }

    /** Stops the courier's thread within a few seconds. */
    @Override
    public void close() {
        close(STOP);
    }

    /** Stops the courier's thread within the given time limit. */
    void close(Duration limit) {
        thread.close(limit);
    }
}
