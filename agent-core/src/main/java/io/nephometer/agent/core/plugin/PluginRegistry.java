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

/** The available plugins, by what they offer. The framework's threads change it, all others read it. Thread-safe. */
public final class PluginRegistry implements PluginDirectory {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Health health;
    private final LongSupplier nanos;
    private final Executor threads;
    private final Map<ServiceReference<?>, Fault> faults = new ConcurrentHashMap<>();
    private final Set<ServiceReference<?>> bound = ConcurrentHashMap.newKeySet(); // asked, or known
    private final Set<Bundle> retired = Collections.synchronizedSet(new HashSet<>());
    private final ServiceTable<Pollster> pollsters = new ServiceTable<>(retired::contains, PluginRegistry::meters);
    private final ServiceTable<Discovery> discoveries =
            new ServiceTable<>(retired::contains, discovery -> Set.of(discovery.name()));
    private final ServiceTable<PublisherFactory> publishers =
            new ServiceTable<>(retired::contains, PublisherFactory::schemes);
    private final ServiceTable<FormatFactory> formats =
            new ServiceTable<>(retired::contains, factory -> Set.of(factory.name()));
    private final ServiceTable<TransformerFactory> transformers =
            new ServiceTable<>(retired::contains, factory -> Set.of(factory.name()));

    /**
     * @param nanos the monotonic clock
     * @param threads runs the calls that ask plugins what they offer; must not be bounded, because plugins may never
     *     answer
     */
    public PluginRegistry(Health health, LongSupplier nanos, Executor threads) {
        this.health = health;
        this.nanos = nanos;
        this.threads = threads;
    }

    /** A pollster with the meters and discoveries that it declared when it was added. */
    private record Declared(Pollster pollster, Set<Meter> meters, List<String> discovery) implements Pollster {
        @Override
        public List<Sample> poll(Turn turn) throws IOException {
            return pollster.poll(turn);
        }
    }

    private static Set<String> meters(Pollster pollster) {
        return pollster.meters().stream().map(Meter::name).collect(Collectors.toSet());
    }

    /**
     * Asks a plugin what it offers and then makes it available.
     *
     * @param service returns the service, or null if it is no longer there or cannot be activated; may take as long as
     *     the activation
     * @return completes when the plugin has answered or thrown
     */
    public CompletableFuture<Void> addPollster(ServiceReference<Pollster> reference, Supplier<Pollster> service) {
        return add(reference, service, pollster -> {
            Set<Meter> meters = Set.copyOf(pollster.meters());
            pollsters.add(reference, new Declared(pollster, meters, List.copyOf(pollster.discovery())));
        });
    }

    /** See {@link #addPollster}. */
    public CompletableFuture<Void> addDiscovery(ServiceReference<Discovery> reference, Supplier<Discovery> service) {
        return add(reference, service, discovery -> discoveries.add(reference, discovery));
    }

    /** See {@link #addPollster}. */
    public CompletableFuture<Void> addPublisher(
            ServiceReference<PublisherFactory> reference, Supplier<PublisherFactory> service) {
        return add(reference, service, factory -> publishers.add(reference, factory));
    }

    /** See {@link #addPollster}. */
    public CompletableFuture<Void> addFormat(
            ServiceReference<FormatFactory> reference, Supplier<FormatFactory> service) {
        return add(reference, service, factory -> formats.add(reference, factory));
    }

    /** See {@link #addPollster}. */
    public CompletableFuture<Void> addTransformer(
            ServiceReference<TransformerFactory> reference, Supplier<TransformerFactory> service) {
        return add(reference, service, factory -> transformers.add(reference, factory));
    }

    private <T> CompletableFuture<Void> add(ServiceReference<T> reference, Supplier<T> service, Consumer<T> adding) {
        Bundle bundle = reference.getBundle();
        if (bundle == null) { // it was unregistered
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
        } catch (RuntimeException | Error bug) { // a plugin's bug must not affect the others
            if (reference.getBundle() != null && bound.contains(reference)) { // otherwise it was removed meanwhile
                Throwable printable = Printable.PLAIN.of(bug);
                faults.put(reference, new Fault(asked.key, printable.toString()));
                health.failed(asked.key, printable);
            }
        } finally {
            health.unwatch(asked);
        }
        if (!bound.contains(reference)) { // it was removed before it answered
            kinds().forEach(kind -> kind.remove(reference));
        }
    }

    /** The exception of a plugin that was asked what it offers. */
    private record Fault(HealthKey key, String reason) {}

    /** A plugin that is being asked what it offers. It may never answer. */
    private record Asked(HealthKey key, LongSupplier nanos, long since) implements Health.Watched {
        @Override
        public Optional<String> problem() {
            Duration lasts = Duration.ofNanos(nanos.getAsLong() - since);
            return lasts.compareTo(PATIENCE) < 0
                    ? Optional.empty()
                    : Optional.of("has not reported for " + lasts.toSeconds() + " s what it offers");
        }
    }

    /** Returns what a service threw when it was asked what it offers; empty if it was not asked or has answered. */
    public Optional<String> fault(ServiceReference<?> reference) {
        return Optional.ofNullable(faults.get(reference)).map(Fault::reason);
    }

    /**
     * Removes a plugin, and returns when its running calls have ended, so that it can be stopped.
     *
     * @param unused is run when the plugin is removed, before the wait; makes a plan without it
     * @param patience the maximum wait for the calls
     * @return the plugin's name; empty if it was not known
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

    /** Hides a bundle's plugins, whose services are still registered. */
    public void retire(Bundle bundle) {
        retired.add(bundle);
    }

    /** Returns when the running calls of a bundle's plugins have ended. */
    public void awaitEnd(Bundle bundle) {
        kinds().flatMap(kind -> kind.of(bundle)).forEach(PluginRegistry::awaitEnd);
    }

    /** Forgets a retired bundle that has stopped. */
    public void forget(Bundle bundle) {
        retired.remove(bundle);
    }

    private static void awaitEnd(Plugin<?> plugin) {
        plugin.calls().close(CallTerms.DEADLINE);
    }

    private Stream<ServiceTable<?>> kinds() {
        return Stream.of(pollsters, discoveries, transformers, publishers, formats);
    }

    /** Returns whether a service is one of the plugins, retired or not. */
    public boolean has(ServiceReference<?> reference) {
        return kinds().anyMatch(kind -> kind.has(reference));
    }

    /** Returns whether a plugin of this name is available. */
    public boolean has(String name) {
        return kinds().flatMap(ServiceTable::known)
                .anyMatch(plugin -> plugin.name().equals(name));
    }

    /** Returns the names of a bundle's plugins, as status shows them. */
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
     * Returns the discoveries, publishers, formats and transformers that are not used because another plugin that
     * offers the same comes first, with the reason.
     */
    public Map<HealthKey, String> shadowed() {
        return Stream.of(discoveries, publishers, formats, transformers)
                .flatMap(kind -> kind.shadowed().stream())
                .collect(Collectors.toMap(
                        pair -> HealthKey.plugin(pair.other().name()).of(Aspect.PRECEDENCE),
                        ServiceTable.Shadowed::toString,
                        (one, other) -> one + "; " + other));
    }

    /** Returns the publisher plugins by URL scheme. */
    public Map<String, Plugin<PublisherFactory>> publishers() {
        return publishers.byName();
    }

    /** Returns the format plugins by name. */
    public Map<String, Plugin<FormatFactory>> formats() {
        return formats.byName();
    }

    /** Returns the transformer plugins by name. */
    public Map<String, Plugin<TransformerFactory>> transformers() {
        return transformers.byName();
    }

    /** Returns the name and version of each plugin, sorted. */
    public List<String> names() {
        return kinds().flatMap(ServiceTable::known)
                .map(plugin -> plugin.name() + " " + plugin.version())
                .distinct()
                .sorted()
                .toList();
    }
}
