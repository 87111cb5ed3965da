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
 * Obtains plugin services from the framework, adds them to the registry, and later releases them. The methods of this
 * class run on the framework's threads.
 */
public final class PluginServiceBinder {

    /** The maximum total time that the agent waits at startup for plugins that were active before the agent. */
    private static final Duration START_PATIENCE = Duration.ofSeconds(2);

    private final BundleContext context;
    private final PluginRegistry plugins;
    private final Runnable invalidate;
    private final Health health;
    private final LongSupplier nanos;
    private final long createdNanos;
    private volatile boolean started;
    private volatile boolean stopping;

    /** @param invalidate the task that runs after each change to the set of plugins */
    public PluginServiceBinder(
            BundleContext context, PluginRegistry plugins, Runnable invalidate, Health health, LongSupplier nanos) {
        this.context = context;
        this.plugins = plugins;
        this.invalidate = invalidate;
        this.health = health;
        this.nanos = nanos;
        this.createdNanos = nanos.getAsLong();
    }

    /** Ends the startup phase: from now on, {@link #add} waits for each new plugin to answer. */
    public void start() {
        started = true;
    }

    /** Begins the shutdown phase: from now on, {@link #remove} does not wait for running calls. */
    public void stop() {
        stopping = true;
    }

    /**
     * Uses the registry to ask a plugin what it offers, and waits for the answer. An answer that arrives after the wait
     * has timed out is still used. The plugin's service is obtained on one of the agent's threads, because obtaining a
     * service activates its component and the activation may hang.
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
            // the status report shows that the plugin has not answered yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops using a plugin and releases its service. */
    public void remove(ServiceReference<?> reference) {
        plugins.remove(reference, invalidate, stopping ? Duration.ZERO : CallTerms.DEADLINE)
                .filter(name -> !plugins.has(name))
                .ifPresent(name -> health.forget(key -> key.kind() == HealthKey.Kind.PLUGIN
                        && (key.name().equals(name) || key.name().startsWith(name + " for "))));
        invalidate.run();
        Thread release = new Thread(() -> release(reference), "nephometer-release");
        release.setDaemon(true);
        release.start(); // runs on its own thread, because deactivating the component may hang
    }

    private void release(ServiceReference<?> reference) {
        try {
            context.ungetService(reference);
        } catch (IllegalStateException e) {
            // the agent has stopped, and the framework has released the agent's services
        }
    }
}
