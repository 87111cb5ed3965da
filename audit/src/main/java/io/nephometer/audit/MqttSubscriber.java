package io.nephometer.audit;

import io.nephometer.api.DeliveryException;
import io.nephometer.publisher.mqtt.address.MqttUrl;
import io.nephometer.publisher.mqtt.link.Broker;
import io.nephometer.publisher.mqtt.link.BrokerLink;
import io.nephometer.publisher.mqtt.link.PahoLink;
import io.nephometer.publisher.mqtt.link.Subscription;
import io.nephometer.publisher.mqtt.settings.MqttSettings;
import io.nephometer.publisher.mqtt.settings.NamedSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Receives what is published to the topics of a publisher URL, from all hosts, until it is closed; connects again
 * whenever the link breaks. A message that was not acknowledged before the link broke is received twice. While the queue
 * is full the broker waits.
 */
final class MqttSubscriber implements AutoCloseable {

    private static final int MAX_PACKET_BYTES = DocumentReader.LIMIT + 128 * 1024; // with a topic and a header
    private static final long MIN_BACKOFF_MILLIS = 250;
    private static final long MAX_BACKOFF_MILLIS = 10_000;
    private static final Duration STABLE = Duration.ofSeconds(10);
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

    /** Opens links that have the subscription. */
    private interface Opener {
        BrokerLink open() throws DeliveryException, InterruptedException;
    }

    private final Opener opener;
    private final LongSupplier nanos;
    private final Thread thread;
    private final CountDownLatch subscribed = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile String problem = "not connected yet";
    private volatile boolean lostLink;

    private MqttSubscriber(Opener opener, String name, LongSupplier nanos) {
        this.opener = opener;
        this.nanos = nanos;
        thread = new Thread(this::receive, "subscriber " + name);
        thread.setDaemon(true);
    }

    /**
     * Starts a subscriber, which connects in the background.
     *
     * @param url as in pipeline.yaml; each placeholder of its topic stands for anything
     * @param conf the folder of the .cfg files; the URL selects one of them
     * @param clientId differs from that of any other client
     * @param durable whether the broker keeps messages for that id while the link is broken, even after the subscriber
     *     is closed
     * @throws IllegalArgumentException if the URL is wrong
     * @throws IOException if a setting is wrong
     */
    static MqttSubscriber open(
            URI url, Path conf, String clientId, boolean durable, BlockingQueue<ReceivedMessage> queue)
            throws IOException {
        MqttUrl target = MqttUrl.parse(url);
        MqttSettings settings = NamedSettings.read(conf).select(target.client());
        Broker broker = Broker.of(target, clientId, settings);
        Subscription subscription = new Subscription(
                target.topic().filter(),
                durable,
                MAX_PACKET_BYTES,
                (topic, payload) -> queue.offer(
                        new ReceivedMessage(topic, payload), CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        MqttSubscriber subscriber =
                new MqttSubscriber(() -> PahoLink.subscribe(broker, subscription), clientId, System::nanoTime);
        subscriber.thread.start();
        return subscriber;
    }

    /** Returns why nothing can be received now; empty while the subscription is in force. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Returns whether the link was ever lost: without a durable session messages may have been missed. */
    boolean hasLostLink() {
        return lostLink;
    }

    /** Waits for the first subscription; returns false if it takes longer than the timeout. */
    boolean awaitSubscribed(Duration timeout) throws InterruptedException {
        return subscribed.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void receive() {
        int failures = 0;
        try {
            while (closed.getCount() > 0) {
                failures = receiveUntilLinkBreaks() ? 0 : Math.min(failures + 1, 10);
                long limit = Math.min(MAX_BACKOFF_MILLIS, MIN_BACKOFF_MILLIS << failures);
                closed.await(ThreadLocalRandom.current().nextLong(limit), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            // it is closed
        }
    }

    /** Returns whether the link was stable before it broke. */
    private boolean receiveUntilLinkBreaks() throws InterruptedException {
        BrokerLink link;
        try {
            link = opener.open();
        } catch (DeliveryException e) {
            problem = e.getMessage();
            return false;
        }
        long start = nanos.getAsLong();
        try {
            problem = null;
            subscribed.countDown();
            boolean over = false;
            while (link.isUp() && !over) {
                over = closed.await(CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            }
        } finally {
            problem = "connection lost";
            lostLink = true;
            link.cut();
        }
        return nanos.getAsLong() - start > STABLE.toNanos();
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
