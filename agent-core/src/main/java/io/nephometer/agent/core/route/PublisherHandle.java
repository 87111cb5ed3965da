package io.nephometer.agent.core.route;

import io.nephometer.agent.core.plugin.CallTerms;
import io.nephometer.agent.core.plugin.ExceptionSanitizer;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.plugin.PluginHandle;
import io.nephometer.agent.core.plugin.PublisherFormats;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.HealthKey.Aspect;
import io.nephometer.api.Batch;
import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import io.nephometer.api.Origin;
import io.nephometer.api.Publisher;
import io.nephometer.api.PublisherFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Wraps a route's open publisher so that the publisher is called only through plugin handles. The plugins for the
 * publisher and its format remain in use until the handle is closed.
 */
final class PublisherHandle {

    /**
     * The time limit for a delivery. The limit is long enough even for a receiver that accepts messages one by one over
     * a slow link.
     */
    private static final Duration DELIVERY = Duration.ofMinutes(5);

    private static final int MAX_MESSAGES = 100_000;
    private static final int LONGEST_TOPIC = 16_000;

    /**
     * The maximum total size of the messages encoded in one turn, in bytes. The limit leaves room for encoded batches,
     * which stay in memory until they are on disk.
     */
    private static final long MAX_BYTES =
            Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 4);

    private final RouteTarget target;
    private final Publisher publisher;
    private final PublisherFormats formats;
    private final ExceptionSanitizer texts;
    private final HealthKey encoder;
    private final PluginHandle encoding;
    private final PluginHandle delivering;
    private final PluginHandle closing;

    /** The outcome of a delivery. */
    private record Ending(DeliveryException failure, InterruptedException interrupted, Throwable bug) {}

    private PublisherHandle(
            RouteTarget target, String route, Publisher publisher, PublisherFormats formats, CallTerms terms) {
        HealthKey key = key(target.plugin(), route);
        this.target = target;
        this.formats = formats;
        this.encoder = formats.encoder().map(format -> key(format, route)).orElse(key);
        this.texts = terms.texts();
        this.publisher = publisher;
        this.encoding = new PluginHandle(encoder.of(Aspect.ENCODING), target.plugin(), terms);
        this.delivering = new PluginHandle(
                key,
                target.plugin(),
                terms.every(Duration.ZERO).within(DELIVERY).on(Runnable::run));
        this.closing = new PluginHandle(key.of(Aspect.CLOSING), target.plugin(), terms);
    }

    /** Returns the health key for a plugin that is used by a route. */
    static HealthKey key(Plugin<?> plugin, String route) {
        return HealthKey.plugin(plugin.name() + " for " + route);
    }

    /** Opens a publisher. This method must be called from within {@link PluginHandle#call}. */
    static PublisherHandle open(RouteTarget target, Origin origin, PublisherFormats formats, CallTerms terms)
            throws IOException {
        Plugin<PublisherFactory> plugin = target.plugin();
        if (!plugin.calls().begin()) {
            throw new IOException(plugin.name() + " was just removed");
        }
        boolean opened = false;
        try {
            Publisher publisher = formats.open(plugin.service(), target.url());
            opened = true;
            return new PublisherHandle(target, origin.route(), publisher, formats, terms.with(target.url()));
        } finally {
            if (!opened) {
                plugin.calls().end();
            }
        }
    }

    /** Returns whether this publisher and the plugin for its format match the given target. */
    boolean isFor(RouteTarget wanted) {
        return wanted != null
                && wanted.url().equals(target.url())
                && target.plugin().equals(wanted.plugin())
                && formats.isSame(wanted.formats());
    }

    /**
     * Returns the key under which encoding failures are reported: the format's key if there is a format, otherwise the
     * publisher's key.
     */
    HealthKey encoder() {
        return encoder;
    }

    /** Returns whether the publisher is ready to encode samples. */
    boolean isReady() {
        return encoding.isReady();
    }

    /**
     * Encodes a batch and returns the resulting messages. The result is empty if the publisher failed or returned
     * something that cannot be delivered.
     */
    CompletableFuture<Optional<List<Message>>> encode(Batch batch) {
        return encode(batch, false);
    }

    /**
     * Encodes a loss report. Unlike a successful call to {@link #encode}, a successful call to this method does not
     * show that the samples from a source can be encoded.
     */
    CompletableFuture<Optional<List<Message>>> encodeReport(Batch batch) {
        return encode(batch, true);
    }

    private CompletableFuture<Optional<List<Message>>> encode(Batch batch, boolean isReport) {
        int samples = batch.samples().size();
        return encoding.call(
                () -> checked(publisher.encode(batch), samples), messages -> judge(messages, samples, isReport));
    }

    private void judge(List<Message> messages, int samples, boolean isReport) {
        int encoded = messages.stream().mapToInt(Message::samples).sum();
        if (encoded == samples) {
            if (!isReport) {
                encoding.worked();
            }
            return;
        }
        IOException objection = new IOException(
                "encode made messages of %s of %s samples; %s are lost".formatted(encoded, samples, samples - encoded));
        if (encoded == 0) {
            encoding.failed(objection);
        } else {
            encoding.worked(objection);
        }
    }

    private static List<Message> checked(List<Message> messages, int samples) {
        List<Message> sound = new ArrayList<>();
        long encoded = 0;
        long bytes = 0;
        for (Message message : Objects.requireNonNull(messages, "encode returned null")) {
            if (message == null
                    || message.topic() == null
                    || message.topic().length() > LONGEST_TOPIC
                    || message.payload() == null
                    || message.samples() < 0) {
                throw new IllegalStateException(
                        "encode returned a message without topic, payload or number of samples");
            }
            encoded += message.samples();
            bytes += message.payload().length;
            sound.add(message);
            if (encoded > samples || sound.size() > MAX_MESSAGES) {
                throw new IllegalStateException("encode returned more than its batch contains");
            } else if (bytes > MAX_BYTES) {
                throw new IllegalStateException("encode returned messages of more than " + (MAX_BYTES >> 20)
                        + " MiB, the limit for one turn with this heap");
            }
        }
        return sound;
    }

    /**
     * Delivers messages on the current thread, which is blocked for as long as the publisher hangs. The thread is
     * interrupted at the deadline.
     */
    void deliver(List<Message> messages) throws DeliveryException, InterruptedException {
        Ending ending = delivering
                .call(() -> delivered(messages), outcome -> {
                    if (outcome.bug() != null) {
                        delivering.failed(outcome.bug());
                    } else if (outcome.interrupted() == null) {
                        delivering.worked();
                    }
                })
                .join()
                .orElseThrow(() -> DeliveryException.unreachable(
                        target.plugin().name() + " did not return from a delivery within " + DELIVERY.toMinutes()
                                + " min",
                        null));
        if (ending.failure() != null) {
            throw ending.failure();
        } else if (ending.interrupted() != null) {
            throw ending.interrupted();
        } else if (ending.bug() != null) {
            throw DeliveryException.retryable(String.valueOf(ending.bug()), ending.bug());
        }
    }

    private Ending delivered(List<Message> messages) {
        try {
            publisher.deliver(messages);
            return new Ending(null, null, null);
        } catch (DeliveryException e) {
            return new Ending(texts.of(e), null, null);
        } catch (InterruptedException e) {
            return new Ending(null, e, null);
        } catch (Throwable bug) { // regardless of the exception, the messages are sent again
            return new Ending(null, null, texts.of(bug));
        }
    }

    /** Closes the publisher. The returned future completes once the call to the publisher has returned or timed out. */
    CompletableFuture<Void> close() {
        encoding.forget();
        delivering.forget();
        return closing.call(
                        () -> {
                            publisher.close();
                            return true;
                        },
                        closed -> closing.worked(),
                        late -> closing.worked())
                .<Void>thenApply(closed -> null)
                .whenComplete((closed, bug) -> {
                    formats.release();
                    target.plugin().calls().end();
                });
    }
}
