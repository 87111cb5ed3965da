package io.nephometer.agent.core.delivery;

import io.nephometer.agent.core.polling.Troubles;
import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import io.nephometer.api.Publisher;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** The sender of a route: takes the oldest batches of its spool to the publisher until it is told to stop. */
final class Courier implements AutoCloseable {

    private static final Logger LOG = System.getLogger("nephometer.delivery");

    private static final int WINDOW_BATCHES = 64;
    private static final long WINDOW_BYTES = 4 << 20;
    private static final int MOST_REFUSALS = 3;

    private final String route;
    private final Spool spool;
    private final Publisher publisher;
    private final Troubles troubles;
    private final AtomicLong delivered;
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
    private final Thread thread;
    private int oneByOne;
    private int refusals;

    /** @param delivered counts samples */
    Courier(String route, Spool spool, Publisher publisher, Troubles troubles, AtomicLong delivered) {
        this.route = route;
        this.spool = spool;
        this.publisher = publisher;
        this.troubles = troubles;
        this.delivered = delivered;
        this.thread = new Thread(this::work, "nephometer-" + route);
        thread.setDaemon(true);
        thread.start();
    }

    private void work() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Duration pause = window();
                TimeUnit.MILLISECONDS.sleep(pause.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // told to stop
        } finally {
            spool.release();
        }
    }

    /** Takes what waits as far as a window goes; returns how long to rest after that. */
    private Duration window() throws InterruptedException {
        List<Stored> head = spool.head(oneByOne > 0 ? 1 : WINDOW_BATCHES, WINDOW_BYTES);
        List<Stored> batches = new ArrayList<>();
        List<Message> messages = new ArrayList<>();
        try {
            for (Stored batch : head) {
                try {
                    messages.addAll(spool.read(batch));
                    batches.add(batch);
                } catch (IOException e) {
                    if (batches.isEmpty()) {
                        return setAside(batch, "quarantine", "cannot be read and is set aside: " + e.getMessage());
                    }
                    break; // those before it first
                }
            }
            publisher.deliver(messages);
            delivered(batches);
            return Duration.ZERO;
        } catch (DeliveryException e) {
            return failed(batches, e);
        } catch (IOException e) {
            troubles.began(route, e);
            return backoff.failed();
        } catch (RuntimeException bug) { // the publisher's; the thread must not end while there is something to deliver
            troubles.began(route, bug);
            return backoff.failed();
        } finally {
            spool.release();
        }
    }

    private void delivered(List<Stored> batches) throws IOException {
        for (Stored batch : batches) {
            spool.remove(batch);
            delivered.addAndGet(batch.samples());
        }
        oneByOne = Math.max(0, oneByOne - 1);
        refusals = 0;
        troubles.over(route);
        backoff.succeeded(System.nanoTime());
    }

    private Duration failed(List<Stored> batches, DeliveryException e) {
        troubles.began(route, new IOException(e.getMessage(), e));
        if (!e.isPermanent()) {
            return backoff.failed();
        }
        if (batches.size() > 1) {
            oneByOne = batches.size(); // to see which one it is
            return Duration.ZERO;
        }
        if (++refusals < MOST_REFUSALS) {
            return backoff.failed();
        }
        refusals = 0;
        return setAside(batches.get(0), "rejected", "is refused and set aside: " + e.getMessage());
    }

    private Duration setAside(Stored batch, String folder, String why) {
        try {
            spool.setAside(batch, folder);
            LOG.log(Level.ERROR, route + ": batch " + batch.first() + " (" + batch.samples() + " samples) " + why);
            return Duration.ZERO;
        } catch (IOException e) {
            troubles.began(route, e);
            return backoff.failed();
        }
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
