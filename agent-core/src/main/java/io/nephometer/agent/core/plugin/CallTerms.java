package io.nephometer.agent.core.plugin;

import io.nephometer.agent.core.health.Health;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * The terms on which the agent calls a plugin.
 *
 * @param interval the interval between calls; a plugin that fails repeatedly rests for multiples of this interval
 * @param deadline the time limit of a call
 * @param threads the executor that runs the calls; it must be unbounded, because any call may hang
 * @param health the health record that receives failures
 * @param nanos the monotonic clock
 * @param texts the converter that makes exceptions from plugins safe to print
 */
public record CallTerms(
        Duration interval, Duration deadline, Executor threads, Health health, LongSupplier nanos, Printable texts) {

    /** The time limit of a call to a pollster, discovery, publisher or transformer. */
    public static final Duration DEADLINE = Duration.ofSeconds(12);

    /** Creates the terms for a plugin that is not given a URL. */
    public CallTerms(Duration interval, Duration deadline, Executor threads, Health health, LongSupplier nanos) {
        this(interval, deadline, threads, health, nanos, Printable.PLAIN);
    }

    /** Returns the same terms with another interval. */
    public CallTerms every(Duration other) {
        return new CallTerms(other, deadline, threads, health, nanos, texts);
    }

    /** Returns the same terms with another deadline. */
    public CallTerms within(Duration limit) {
        return new CallTerms(interval, limit, threads, health, nanos, texts);
    }

    /** Returns the same terms for a plugin that is given this URL, whose secrets must not be shown. */
    public CallTerms with(URI url) {
        return new CallTerms(interval, deadline, threads, health, nanos, new Printable(url.toString()));
    }
}
