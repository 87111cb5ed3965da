package io.nephometer.publisher.mqtt;

import io.nephometer.api.DeliveryException;
import io.nephometer.publisher.mqtt.address.MqttUrl;
import io.nephometer.publisher.mqtt.link.Broker;
import io.nephometer.publisher.mqtt.link.BrokerLink;
import io.nephometer.publisher.mqtt.link.PahoLink;
import io.nephometer.publisher.mqtt.link.Subscription;
import io.nephometer.publisher.mqtt.settings.Clients;
import io.nephometer.publisher.mqtt.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Hears what is published to the topics of a publisher URL, on all hosts, until it is closed; connects again whenever
 * the link breaks. What was heard and not yet acknowledged then is heard twice. While the queue is full the broker waits.
 */
public final class Ear implements AutoCloseable {

    private static final long SHORTEST = 250; // milliseconds
    private static final long LONGEST = 10_000;
    private static final Duration STABLE = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(100);

    /** A message as it came. */
    public record Heard(String topic, byte[] payload) {}

    /** Opens links that listen. */
    interface Opener {
        BrokerLink open() throws DeliveryException, InterruptedException;
    }

    private final Opener opener;
    private final Thread thread;
    private final CountDownLatch listening = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile String trouble = "not connected yet";
    private volatile boolean missed;

    Ear(Opener opener, String name) {
        this.opener = opener;
        thread = new Thread(this::listen, "ear " + name);
        thread.setDaemon(true);
    }

    /**
     * @param url as in pipeline.yaml; each placeholder of its topic stands for anything
     * @param conf the folder of the .cfg files, from which the one is taken that the URL selects
     * @param clientId unlike that of any other client
     * @param durable whether the broker keeps for that id what comes while it is away, also after this has been closed
     * @throws IllegalArgumentException if the URL is wrong
     * @throws IOException if a setting is wrong; connects to nothing before it returns
     */
    public static Ear open(URI url, Path conf, String clientId, boolean durable, BlockingQueue<Heard> heard)
            throws IOException {
        MqttUrl target = MqttUrl.parse(url);
        Settings settings = Clients.read(conf).select(target.client());
        Broker broker = Broker.of(target, clientId, settings);
        Subscription subscription = new Subscription(
                target.topic().filter(),
                durable,
                (topic, payload) -> heard.offer(new Heard(topic, payload), LOOK.toMillis(), TimeUnit.MILLISECONDS));
        Ear ear = new Ear(() -> PahoLink.listen(broker, subscription), clientId);
        ear.thread.start();
        return ear;
    }

    /** Why nothing can be heard now; empty while it listens. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Whether the link was ever lost: without a durable session something may not have been heard. */
    public boolean hasMissed() {
        return missed;
    }

    /** Waits until it listens for the first time; false if that takes too long. */
    public boolean awaitListening(Duration patience) throws InterruptedException {
        return listening.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void listen() {
        int failures = 0;
        try {
            while (closed.getCount() > 0) {
                failures = listenOnce() ? 0 : Math.min(failures + 1, 10);
                long most = Math.min(LONGEST, SHORTEST << failures);
                closed.await(ThreadLocalRandom.current().nextLong(most), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            // it is closed
        }
    }

    /** Until the link breaks; whether it had been stable. */
    private boolean listenOnce() throws InterruptedException {
        BrokerLink link;
        try {
            link = opener.open();
        } catch (DeliveryException e) {
            trouble = e.getMessage();
            return false;
        }
        long start = System.nanoTime();
        try {
            trouble = null;
            listening.countDown();
            boolean over = false;
            while (link.isUp() && !over) {
                over = closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            }
        } finally {
            trouble = "connection lost";
            missed = true;
            link.cut();
        }
        return System.nanoTime() - start > STABLE.toNanos();
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
