package io.nephometer.agent.core.plugin;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.health.HealthKey;
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

/** Gets the services of plugins from the framework for the registry, and gives them back. Called on the framework's threads. */
public final class PluginBinding {

    /** How long the plugins that are there before the agent are waited for, all together. */
    private static final Duration FIRST = Duration.ofSeconds(2);

    private final BundleContext context;
    private final PluginRegistry plugins;
    private final Runnable invalidate;
    private final Health health;
    private final LongSupplier nanos;
    private final long made;
    private volatile boolean started;
    private volatile boolean stopping;

    /** @param invalidate is run after each change */
    public PluginBinding(
            BundleContext context, PluginRegistry plugins, Runnable invalidate, Health health, LongSupplier nanos) {
        this.context = context;
        this.plugins = plugins;
        this.invalidate = invalidate;
        this.health = health;
        this.nanos = nanos;
        this.made = nanos.getAsLong();
    }

    /** From now on each new plugin is waited for as long as its answer takes. */
    public void start() {
        started = true;
    }

    /** From now on the calls that are in progress are not waited for. */
    public void stop() {
        stopping = true;
    }

    /**
     * Has the registry ask a plugin what it offers, and waits for the answer. The service is got on a thread of the agent's
     * own: that activates its component, which may never end. An answer that comes later counts, too.
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
                answer.get(FIRST.toNanos() - (nanos.getAsLong() - made), TimeUnit.NANOSECONDS);
            }
        } catch (TimeoutException | CompletionException | ExecutionException e) {
            // status shows that it has not answered yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes a plugin out of use, and gives its service back. */
    public void remove(ServiceReference<?> reference) {
        plugins.remove(reference, invalidate, stopping ? Duration.ZERO : CallTerms.DEADLINE)
                .filter(name -> !plugins.has(name))
                .ifPresent(name -> health.forget(key -> key.kind() == HealthKey.Kind.PLUGIN
                        && (key.name().equals(name) || key.name().startsWith(name + " for "))));
        invalidate.run();
        Thread release = new Thread(() -> release(reference), "nephometer-release");
        release.setDaemon(true);
        release.start(); // to deactivate its component may never end
    }

    private void release(ServiceReference<?> reference) {
        try {
            context.ungetService(reference);
        } catch (IllegalStateException e) {
            // the agent has stopped, and with it all its services are released
        }
    }
}
