package io.nephometer.agent.core.plugin;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.view.HealthKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Gets the services of plugins from the framework, adds them to the registry, and releases them. Called on the
 * framework's threads.
 */
public final class PluginBinding {

    /** How long the start waits for plugins that were active before the agent, all together. */
    private static final Duration START_PATIENCE = Duration.ofSeconds(2);

    private final BundleContext context;
    private final PluginRegistry plugins;
    private final Runnable invalidate;
    private final Health health;
    private final LongSupplier nanos;
    private final long createdNanos;
    private volatile boolean started;
    private volatile boolean stopping;

    /** @param invalidate runs after each change */
    public PluginBinding(
            BundleContext context, PluginRegistry plugins, Runnable invalidate, Health health, LongSupplier nanos) {
        this.context = context;
        this.plugins = plugins;
        this.invalidate = invalidate;
        this.health = health;
        this.nanos = nanos;
        this.createdNanos = nanos.getAsLong();
    }

    /** Ends the start: from now on {@link #add} waits for each new plugin until it answers. */
    public void start() {
        started = true;
    }

    /** Begins the stop: from now on {@link #remove} does not wait for running calls. */
    public void stop() {
        stopping = true;
    }

    /**
     * Has the registry ask a plugin what it offers, and waits for the answer. A later answer is used, too. The service
     * is fetched on one of the agent's threads, because that activates its component, which may hang.
     */
    public <T> void add(
            ServiceReference<T> reference,
            BiFunction<ServiceReference<T>, Supplier<T>, CompletableFuture<Void>> registration) {
        CompletableFuture<Void> answer = registration.apply(reference, () -> context.getService(reference));
        answer.thenRun(invalidate);
        try {
            if (started) {
                answer.join();
            } else {
                answer.get(START_PATIENCE.toNanos() - (nanos.getAsLong() - createdNanos), TimeUnit.NANOSECONDS);
            }
        } catch (TimeoutException | CompletionException | ExecutionException e) {
            // status shows that the plugin has not answered yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes a plugin out of use and releases its service. */
    public void remove(ServiceReference<?> reference) {
        plugins.remove(reference, invalidate, stopping ? Duration.ZERO : CallTerms.DEADLINE)
                .filter(name -> !plugins.has(name))
                .ifPresent(name -> health.forget(key -> key.kind() == HealthKey.Kind.PLUGIN
                        && (key.name().equals(name) || key.name().startsWith(name + " for "))));
        invalidate.run();
        Thread release = new Thread(() -> release(reference), "nephometer-release");
        release.setDaemon(true);
        release.start(); // on its own thread, as deactivating the component may hang
    }

    private void release(ServiceReference<?> reference) {
        try {
            context.ungetService(reference);
        } catch (IllegalStateException e) {
            // the agent was stopped, and the framework has released its services
        }
    }
}
