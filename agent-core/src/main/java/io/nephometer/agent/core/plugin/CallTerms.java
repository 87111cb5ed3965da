package io.nephometer.agent.core.plugin;

import io.nephometer.agent.core.health.Health;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * The conditions under which the agent calls a plugin.
 *
 * @param interval the interval between calls; a plugin that fails repeatedly rests for multiples of this interval
 * @param deadline the time limit for a call
 * @param threads the executor that runs the calls, any of which may hang
 * @param health the health record that receives failures
 * @param nanos the monotonic clock
 * @param texts the converter that makes plugin exceptions safe to print
 */
public record CallTerms(
        Duration interval,
        Duration deadline,
        Executor threads,
        Health health,
        LongSupplier nanos,
        ExceptionSanitizer texts) {

    /** The time limit for calls to pollsters, discoveries, publishers and transformers. */
    public static final Duration DEADLINE = Duration.ofSeconds(12);

    /** Creates the terms for a plugin that does not receive a URL. */
    public CallTerms(Duration interval, Duration deadline, Executor threads, Health health, LongSupplier nanos) {
        this(interval, deadline, threads, health, nanos, ExceptionSanitizer.PLAIN);
    }

    /** Returns a copy of these terms with a different interval. */
    public CallTerms every(Duration other) {
        return new CallTerms(other, deadline, threads, health, nanos, texts);
    }

    /** Returns a copy of these terms with a different deadline. */
    public CallTerms within(Duration limit) {
        return new CallTerms(interval, limit, threads, health, nanos, texts);
    }

    /** Returns a copy of these terms with a different executor. */
    public CallTerms on(Executor other) {
        return new CallTerms(interval, deadline, other, health, nanos, texts);
    }

    /**
     * Returns a copy of these terms for a plugin that receives the given URL. Secrets in the URL are redacted from
     * exception messages and stack traces.
     */
    public CallTerms with(URI url) {
        return new CallTerms(interval, deadline, threads, health, nanos, new ExceptionSanitizer(url.toString()));
    }
}
