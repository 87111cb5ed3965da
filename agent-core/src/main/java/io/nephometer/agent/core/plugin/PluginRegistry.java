package io.nephometer.agent.core.plugin;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.HealthKey.Aspect;
import io.nephometer.api.Discovery;
import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import io.nephometer.api.PublisherFactory;
import io.nephometer.api.Sample;
import io.nephometer.api.TransformerFactory;
import io.nephometer.api.Turn;
import io.nephometer.format.FormatFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/**
 * A registry of the available plugins and what they offer. The framework's threads change the registry, and all other
 * threads read it. Thread-safe.
 */
public final class PluginRegistry implements PluginDirectory {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Health health;
    private final LongSupplier nanos;
    private final Executor threads;
    private final Map<ServiceReference<?>, Fault> faults = new ConcurrentHashMap<>();
    // services that are being asked or have answered
    private final Set<ServiceReference<?>> bound = ConcurrentHashMap.newKeySet();
    private final Set<Bundle> retired = Collections.synchronizedSet(new HashSet<>());
    private final ServiceTable<Pollster> pollsters = new ServiceTable<>(retired::contains, PluginRegistry::meters);
    private final ServiceTable<Discovery> discoveries =
            new ServiceTable<>(retired::contains, discovery -> Set.of(checked(discovery.name())));
    private final ServiceTable<PublisherFactory> publishers =
            new ServiceTable<>(retired::contains, PublisherFactory::schemes);
    private final ServiceTable<FormatFactory> formats =
            new ServiceTable<>(retired::contains, factory -> Set.of(checked(factory.name())));
    private final ServiceTable<TransformerFactory> transformers =
            new ServiceTable<>(retired::contains, factory -> Set.of(checked(factory.name())));

    /**
     * @param health the health record that receives plugin failures
     * @param nanos the monotonic clock
     * @param threads the executor on which plugins are asked what they offer; the executor must be unbounded, because a
     *     plugin may never answer
     */
    public PluginRegistry(Health health, LongSupplier nanos, Executor threads) {
        this.health = health;
        this.nanos = nanos;
        this.threads = threads;
    }

    /** A pollster together with the meters and discoveries that the pollster declared when it was added. */
    private record Declared(Pollster pollster, Set<Meter> meters, List<String> discovery) implements Pollster {
        @Override
        public List<Sample> poll(Turn turn) throws IOException {
            return pollster.poll(turn);
        }
    }

    private static Set<String> meters(Pollster pollster) {
        return pollster.meters().stream().map(Meter::name).collect(Collectors.toSet());
    }

    /** Returns the given name after checking that it can be used in {@code pipeline.yaml}. */
    private static String checked(String name) {
        if (name == null || !name.matches("[\\w.+-]+")) {
            throw new IllegalArgumentException("name() must return letters, digits, '_', '.', '+' or '-' only");
        }
        return name;
    }

    /**
     * Asks a pollster plugin what it offers and then makes the plugin available.
     *
     * @param service the supplier of the service; the supplier may block until the service is activated, and it returns
     *     null if the service was unregistered or cannot be activated
     * @return a future that completes when the plugin has answered or has thrown an exception
     */
    public CompletableFuture<Void> addPollster(ServiceReference<Pollster> reference, Supplier<Pollster> service) {
        return add(reference, service, pollster -> {
            Set<Meter> meters = Set.copyOf(pollster.meters());
            pollsters.add(reference, new Declared(pollster, meters, List.copyOf(pollster.discovery())));
        });
    }

    /** Asks a discovery plugin what it offers and then adds the plugin, as {@link #addPollster} does for pollsters. */
    public CompletableFuture<Void> addDiscovery(ServiceReference<Discovery> reference, Supplier<Discovery> service) {
        return add(reference, service, discovery -> discoveries.add(reference, discovery));
    }

    /** Asks a publisher plugin what it offers and then adds the plugin, as {@link #addPollster} does for pollsters. */
    public CompletableFuture<Void> addPublisher(
            ServiceReference<PublisherFactory> reference, Supplier<PublisherFactory> service) {
        return add(reference, service, factory -> publishers.add(reference, factory));
    }

    /** Asks a format plugin what it offers and then adds the plugin, as {@link #addPollster} does for pollsters. */
    public CompletableFuture<Void> addFormat(
            ServiceReference<FormatFactory> reference, Supplier<FormatFactory> service) {
        return add(reference, service, factory -> formats.add(reference, factory));
    }

    /**
     * Asks a transformer plugin what it offers and then adds the plugin, as {@link #addPollster} does for pollsters.
     */
    public CompletableFuture<Void> addTransformer(
            ServiceReference<TransformerFactory> reference, Supplier<TransformerFactory> service) {
        return add(reference, service, factory -> transformers.add(reference, factory));
    }

    private <T> CompletableFuture<Void> add(ServiceReference<T> reference, Supplier<T> service, Consumer<T> adding) {
        Bundle bundle = reference.getBundle();
        if (bundle == null) { // the service has been unregistered
            return CompletableFuture.completedFuture(null);
        }
        Asked asked = new Asked(
                HealthKey.plugin(ServiceTable.name(reference, bundle)).of(Aspect.OFFER), nanos, nanos.getAsLong());
        health.watch(asked);
        bound.add(reference);
        return CompletableFuture.runAsync(() -> ask(reference, service, adding, asked), threads);
    }

    private <T> void ask(ServiceReference<T> reference, Supplier<T> service, Consumer<T> adding, Asked asked) {
        try {
            Optional.ofNullable(service.get()).ifPresent(adding);
        } catch (RuntimeException | Error bug) { // a bug in one plugin must not affect the others
            if (reference.getBundle() != null && bound.contains(reference)) {
                // if not, the plugin has been removed in the meantime
                Throwable printable = ExceptionSanitizer.PLAIN.of(bug);
                faults.put(reference, new Fault(asked.key, printable.toString()));
                health.failed(asked.key, printable);
            }
        } finally {
            health.unwatch(asked);
        }
        if (!bound.contains(reference)) { // the plugin was removed before it answered
            kinds().forEach(kind -> kind.remove(reference));
        }
    }

    /** The failure of a plugin that threw an exception when asked what it offers. */
    private record Fault(HealthKey key, String reason) {}

    /** A plugin that is being asked what it offers. The plugin may never answer. */
    private record Asked(HealthKey key, LongSupplier nanos, long since) implements Health.Watched {
        @Override
        public Optional<String> problem() {
            Duration lasts = Duration.ofNanos(nanos.getAsLong() - since);
            return lasts.compareTo(PATIENCE) < 0
                    ? Optional.empty()
                    : Optional.of("has not reported for " + lasts.toSeconds() + " s what it offers");
        }
    }

    /**
     * Returns a description of the exception that a service threw when asked what it offers, or empty if the service
     * threw no exception.
     */
    public Optional<String> fault(ServiceReference<?> reference) {
        return Optional.ofNullable(faults.get(reference)).map(Fault::reason);
    }

    /**
     * Removes a plugin. Returns when the plugin's running calls have ended or the wait has timed out, so that the
     * plugin can be stopped.
     *
     * @param unused the task that applies a plan without the plugin; the task runs after the plugin has been removed
     *     and before the wait begins
     * @param patience the maximum time to wait for the running calls
     * @return the plugin's name, or empty if the plugin is unknown
     */
    public Optional<String> remove(ServiceReference<?> reference, Runnable unused, Duration patience) {
        bound.remove(reference);
        Optional.ofNullable(faults.remove(reference)).ifPresent(fault -> health.forget(fault.key::equals));
        List<Plugin<?>> removed = kinds().<Plugin<?>>map(kind -> kind.remove(reference))
                .filter(Objects::nonNull)
                .toList();
        unused.run();
        removed.forEach(plugin -> plugin.calls().close(patience));
        return removed.stream().<String>map(Plugin::name).findFirst();
    }

    /** Hides the plugins of a bundle while their services are still registered. */
    public void retire(Bundle bundle) {
        retired.add(bundle);
    }

    /** Waits until the running calls to a bundle's plugins have ended or the time limit has passed. */
    public void awaitEnd(Bundle bundle) {
        kinds().flatMap(kind -> kind.of(bundle)).forEach(PluginRegistry::awaitEnd);
    }

    /** Removes the record of a retired bundle that has stopped. */
    public void forget(Bundle bundle) {
        retired.remove(bundle);
    }

    private static void awaitEnd(Plugin<?> plugin) {
        plugin.calls().close(CallTerms.DEADLINE);
    }

    private Stream<ServiceTable<?>> kinds() {
        return Stream.of(pollsters, discoveries, transformers, publishers, formats);
    }

    /** Returns whether a service is an available or retired plugin. */
    public boolean has(ServiceReference<?> reference) {
        return kinds().anyMatch(kind -> kind.has(reference));
    }

    /** Returns whether a plugin with the given name is available. */
    public boolean has(String name) {
        return kinds().flatMap(ServiceTable::known)
                .anyMatch(plugin -> plugin.name().equals(name));
    }

    /** Returns the names of a bundle's plugins, in the form shown by the {@code status} command. */
    public List<String> names(Bundle bundle) {
        return kinds().flatMap(kind -> kind.of(bundle))
                .map(Plugin::name)
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public Collection<Plugin<Pollster>> pollsters() {
        return pollsters.known().toList();
    }

    public Collection<Plugin<Discovery>> discoveries() {
        return discoveries.known().toList();
    }

    @Override
    public Optional<Plugin<Discovery>> discovery(String name) {
        return Optional.ofNullable(discoveries.byName().get(name));
    }

    /**
     * Returns the unused discovery, publisher, format and transformer plugins, each with the reason why another plugin
     * takes precedence.
     */
    public Map<HealthKey, String> shadowed() {
        return Stream.of(discoveries, publishers, formats, transformers)
                .flatMap(kind -> kind.shadowed().stream())
                .collect(Collectors.toMap(
                        pair -> HealthKey.plugin(pair.other().name()).of(Aspect.PRECEDENCE),
                        ServiceTable.Shadowed::toString,
                        (one, other) -> one + "; " + other));
    }

    /** Returns the publisher plugins, keyed by URL scheme. */
    public Map<String, Plugin<PublisherFactory>> publishers() {
        return publishers.byName();
    }

    /** Returns the format plugins, keyed by format name. */
    public Map<String, Plugin<FormatFactory>> formats() {
        return formats.byName();
    }

    /** Returns the transformer plugins, keyed by transformer name. */
    public Map<String, Plugin<TransformerFactory>> transformers() {
        return transformers.byName();
    }

    /** Returns a sorted list of the names and versions of all plugins. */
    public List<String> names() {
        return kinds().flatMap(ServiceTable::known)
                .map(plugin -> plugin.name() + " " + plugin.version())
                .distinct()
                .sorted()
                .toList();
    }
}
