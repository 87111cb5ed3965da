package io.nephometer.audit;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A feed with one subscriber for each publisher URL. All subscribers add the messages that they receive to a shared
 * queue.
 */
final class MqttFeed implements MessageFeed {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration FORGET_TIMEOUT = Duration.ofSeconds(5);
    private static final int QUEUE_CAPACITY = 8; // messages of at most about 1 MiB each, in the agent's memory

    private final Path conf;
    private final List<URI> urls;
    private final boolean durable;
    private final String id = "nephometer-audit-"
            + Integer.toHexString(ThreadLocalRandom.current().nextInt());
    private final BlockingQueue<ReceivedMessage> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
    private final List<MqttSubscriber> subscribers = new ArrayList<>();

    private MqttFeed(Path conf, List<URI> urls, boolean durable) {
        this.conf = conf;
        this.urls = urls;
        this.durable = durable;
    }

    /**
     * Opens a feed.
     *
     * @param conf the folder that contains the .cfg files; the audit uses the same connection settings as the
     *     publishers
     */
    static MessageFeed open(Path conf, List<URI> urls, boolean durable) throws IOException, InterruptedException {
        MqttFeed feed = new MqttFeed(conf, urls, durable);
        boolean open = false;
        try {
            feed.subscribe();
            open = true;
            return feed;
        } finally {
            if (!open) {
                feed.close();
            }
        }
    }

    private void subscribe() throws IOException, InterruptedException {
        for (URI url : urls) {
            MqttSubscriber subscriber = MqttSubscriber.open(url, conf, clientId(url), durable, queue);
            subscribers.add(subscriber);
            if (!subscriber.awaitSubscribed(CONNECT_TIMEOUT)) {
                throw new IOException(subscriber.problem().orElse("no answer"));
            }
        }
    }

    private String clientId(URI url) {
        return id + "-" + urls.indexOf(url);
    }

    @Override
    public Optional<ReceivedMessage> next(Duration timeout) throws IOException, InterruptedException {
        ReceivedMessage next = queue.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null && !durable) {
            for (MqttSubscriber subscriber : subscribers) {
                if (subscriber.hasLostLink()) {
                    throw new IOException(subscriber.problem().orElse("connection lost"));
                }
            }
        }
        return Optional.ofNullable(next);
    }

    @Override
    public void close() {
        subscribers.forEach(MqttSubscriber::close);
        if (durable) {
            urls.forEach(this::forgetSession);
        }
    }

    /** Discards the durable session on the broker by opening a non-durable session with the same client ID. */
    private void forgetSession(URI url) {
        try (MqttSubscriber last = MqttSubscriber.open(url, conf, clientId(url), false, new ArrayBlockingQueue<>(1))) {
            last.awaitSubscribed(FORGET_TIMEOUT);
        } catch (IOException e) {
            // an invalid URL or setting never had a session
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
