package io.nephometer.agent.core.plugin;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.pipeline.PipelineChecks;
import io.nephometer.agent.core.pipeline.TransformerStep;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.HealthKey.Aspect;
import io.nephometer.api.Origin;
import io.nephometer.api.ParameterException;
import io.nephometer.api.Publisher;
import io.nephometer.api.PublisherFactory;
import io.nephometer.api.TransformerFactory;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Checks publisher URLs and transformer parameters against the plugins that are currently available. A publisher or
 * transformer that no plugin offers is not a mistake, because a suitable plugin may be installed later. A plugin that
 * fails or hangs is not reported as a mistake in the file, because the sink that uses the plugin reports the failure.
 */
public final class PluginPipelineChecks implements PipelineChecks {

    /** The maximum delay that a hanging plugin may cause when a file is checked. */
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final PluginRegistry plugins;
    private final Supplier<Origin> origin;
    private final CallTerms terms;
    private final Map<String, PluginHandle> handles = new HashMap<>();

    /**
     * @param origin the supplier of the origin used to open publishers and formats during a check
     * @param threads the executor that runs the calls to plugins
     * @param health the health record in which overlong calls, but not failures, are reported
     * @param nanos the monotonic clock
     */
    public PluginPipelineChecks(
            PluginRegistry plugins, Supplier<Origin> origin, Executor threads, Health health, LongSupplier nanos) {
        this.plugins = plugins;
        this.origin = origin;
        this.terms = new CallTerms(Duration.ZERO, DEADLINE, threads, health.apart(), nanos);
    }

    @Override
    public Optional<String> publisher(URI url) {
        return objection(url)
                .filter(IllegalArgumentException.class::isInstance)
                .map(new ExceptionSanitizer(url.toString())::reason);
    }

    /**
     * Returns a description of what prevents a publisher with a valid URL from being opened, such as a missing setting.
     * Returns empty if the publisher can be opened.
     */
    public Optional<String> missing(URI url) {
        return objection(url).filter(IOException.class::isInstance).map(new ExceptionSanitizer(url.toString())::reason);
    }

    private Optional<Exception> objection(URI url) {
        Plugin<PublisherFactory> plugin = plugins.publishers().get(url.getScheme());
        return plugin == null ? Optional.empty() : ask(plugin, () -> objection(plugin.service(), url));
    }

    /**
     * Tries to open a publisher. Returns the exception that the publisher or its format throws, or null if the
     * publisher can be opened.
     */
    private Exception objection(PublisherFactory factory, URI url) {
        PublisherFormats formats = new PublisherFormats(plugins.formats(), origin.get());
        Publisher publisher;
        try {
            publisher = formats.open(factory, url);
        } catch (IllegalArgumentException | IOException e) {
            return e;
        }
        try {
            publisher.close();
            return null;
        } finally {
            formats.release();
        }
    }

    @Override
    public void transformer(TransformerStep step) throws ParameterException {
        Plugin<TransformerFactory> plugin = plugins.transformers().get(step.transformer());
        Optional<ParameterException> wrong =
                plugin == null ? Optional.empty() : ask(plugin, () -> wrong(plugin.service(), step));
        if (wrong.isPresent()) {
            throw wrong.get();
        }
    }

    /**
     * Tries to open a transformer. Returns the exception that names the invalid parameter, or null if all parameters
     * are valid.
     */
    private static ParameterException wrong(TransformerFactory factory, TransformerStep step) {
        try {
            Objects.requireNonNull(factory.open(step.parameters()));
            return null;
        } catch (ParameterException e) {
            return new ParameterException(e.path(), e.offset(), ExceptionSanitizer.PLAIN.reason(e));
        }
    }

    private synchronized <R> Optional<R> ask(Plugin<?> plugin, Callable<R> work) {
        PluginHandle handle = handles.compute(
                plugin.name(),
                (name, before) -> before != null && before.isOf(plugin)
                        ? before
                        : new PluginHandle(HealthKey.plugin(name).of(Aspect.OPENING), plugin, terms));
        if (!plugin.calls().begin()) {
            return Optional.empty();
        }
        try {
            return handle.call(work).join();
        } finally {
            plugin.calls().end();
        }
    }
}
