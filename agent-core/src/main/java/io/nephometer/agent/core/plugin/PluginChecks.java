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
 * Checks publisher URLs and parameters of transformers with the plugins that are available now. It is not a mistake if
 * no plugin offers a publisher or transformer, because such a plugin may be installed later, or if a plugin fails or
 * hangs, because the sink that uses it reports that.
 */
public final class PluginChecks implements PipelineChecks {

    /** How long a plugin that hangs may delay the check of a file, once. */
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final PluginRegistry plugins;
    private final Supplier<Origin> origin;
    private final CallTerms terms;
    private final Map<String, PluginHandle> handles = new HashMap<>();

    /**
     * @param threads runs the calls of plugins
     * @param health reports calls that take long, but no failures
     * @param nanos the monotonic clock
     */
    public PluginChecks(
            PluginRegistry plugins, Supplier<Origin> origin, Executor threads, Health health, LongSupplier nanos) {
        this.plugins = plugins;
        this.origin = origin;
        this.terms = new CallTerms(Duration.ZERO, DEADLINE, threads, health.apart(), nanos);
    }

    @Override
    public Optional<String> publisher(URI url) {
        return objection(url)
                .filter(IllegalArgumentException.class::isInstance)
                .map(new Printable(url.toString())::reason);
    }

    /** Returns what a publisher with a correct URL is missing, for example a setting; empty if it can be opened now. */
    public Optional<String> missing(URI url) {
        return objection(url).filter(IOException.class::isInstance).map(new Printable(url.toString())::reason);
    }

    private Optional<Exception> objection(URI url) {
        Plugin<PublisherFactory> plugin = plugins.publishers().get(url.getScheme());
        return plugin == null ? Optional.empty() : ask(plugin, () -> objection(plugin.service(), url));
    }

    /** Tries to open a publisher, and returns its or its format's objection; null if there is none. */
    private Exception objection(PublisherFactory factory, URI url) {
        FormatUse formats = new FormatUse(plugins.formats(), origin.get());
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

    /** Tries to open a transformer, and returns which parameter is wrong; null if none. */
    private static ParameterException wrong(TransformerFactory factory, TransformerStep step) {
        try {
            Objects.requireNonNull(factory.open(step.parameters()));
            return null;
        } catch (ParameterException e) {
            return new ParameterException(e.path(), e.offset(), Printable.PLAIN.reason(e));
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
