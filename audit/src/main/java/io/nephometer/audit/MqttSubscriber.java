package io.nephometer.audit;

import io.nephometer.api.DeliveryException;
import io.nephometer.publisher.mqtt.address.MqttUrl;
import io.nephometer.publisher.mqtt.link.BrokerLink;
import io.nephometer.publisher.mqtt.link.ConnectionParameters;
import io.nephometer.publisher.mqtt.link.PahoLink;
import io.nephometer.publisher.mqtt.link.Subscription;
import io.nephometer.publisher.mqtt.settings.MqttSettings;
import io.nephometer.publisher.mqtt.settings.MqttSettingsFiles;
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
 * Receives the messages that all hosts publish to the topics of a publisher URL. Until it is closed, the subscriber
 * reconnects whenever the connection breaks. In a durable session, a message that was not acknowledged before the
 * connection broke is received again. While the queue is full, the broker must wait.
 */
final class MqttSubscriber implements AutoCloseable {

    private static final int MAX_PACKET_BYTES = DocumentReader.LIMIT + 128 * 1024; // with its topic and header
    private static final long MIN_BACKOFF_MILLIS = 250;
    private static final long MAX_BACKOFF_MILLIS = 10_000;
    private static final Duration STABLE = Duration.ofSeconds(10);
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

    /** Opens links to the broker and subscribes to the topics. */
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
     * Starts a subscriber that connects in the background.
     *
     * @param url the publisher URL as written in pipeline.yaml; each placeholder in its topic matches any text
     * @param conf the folder that contains the .cfg file selected by the URL
     * @param clientId the MQTT client ID, which must not be used by any other client
     * @param durable whether the broker keeps messages for the client ID while the connection is broken, even after the
     *     subscriber is closed
     * @throws IllegalArgumentException if the URL is invalid
     * @throws IOException if a setting is invalid
     */
    static MqttSubscriber open(
            URI url, Path conf, String clientId, boolean durable, BlockingQueue<ReceivedMessage> queue)
            throws IOException {
        MqttUrl target = MqttUrl.parse(url);
        MqttSettings settings = MqttSettingsFiles.read(conf).select(target.client());
        ConnectionParameters broker = ConnectionParameters.of(target, clientId, settings);
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

    /** Returns the reason why no messages can be received now, or an empty result while the subscription is active. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /**
     * Returns whether the connection has ever been lost. Without a durable session, any messages sent while the
     * connection was down may have been missed.
     */
    boolean hasLostLink() {
        return lostLink;
    }

    /**
     * Waits until the broker has granted the subscription for the first time. Returns false if the timeout expires
     * first.
     */
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
            // the subscriber is closed
        }
    }

    /**
     * Receives messages until the connection breaks. Returns whether the connection lasted long enough to count as
     * stable.
     */
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
