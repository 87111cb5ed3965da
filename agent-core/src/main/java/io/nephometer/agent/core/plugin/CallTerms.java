package io.nephometer.agent.core.plugin;

import io.nephometer.agent.core.health.Health;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * On which terms plugins are called.
 *
 * @param interval of the calls: a plugin that fails again and again rests for multiples of it
 * @param deadline of a call
 * @param threads to make calls on: as many as it takes, for each call may hang
 * @param nanos the monotonic clock
 * @param texts how what they throw is shown
 */
public record CallTerms(
        Duration interval, Duration deadline, Executor threads, Health health, LongSupplier nanos, Printable texts) {

    /** How long a call of a pollster, discovery, publisher or transformer may take. */
    public static final Duration DEADLINE = Duration.ofSeconds(12);

    /** Of plugins that are given no URL. */
    public CallTerms(Duration interval, Duration deadline, Executor threads, Health health, LongSupplier nanos) {
        this(interval, deadline, threads, health, nanos, Printable.PLAIN);
    }

    /** The same with another interval. */
    public CallTerms every(Duration other) {
        return new CallTerms(other, deadline, threads, health, nanos, texts);
    }

    /** The same with another deadline. */
    public CallTerms within(Duration limit) {
        return new CallTerms(interval, limit, threads, health, nanos, texts);
    }

    /** The same for a plugin that is given a URL, whose secrets are not shown. */
    public CallTerms with(URI url) {
        return new CallTerms(interval, deadline, threads, health, nanos, new Printable(url.toString()));
    }

    /** Returns threads to call plugins on: as many as it takes, for each may hang. */
    public static ThreadPoolExecutor newThreads() {
        return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "nephometer-idle");
            thread.setDaemon(true);
            return thread;
        });
    }
}
