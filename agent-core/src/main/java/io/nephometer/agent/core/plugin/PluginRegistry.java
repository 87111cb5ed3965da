package io.nephometer.agent.core.plugin;

import io.nephometer.agent.core.health.Aspect;
import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.health.HealthKey;
import io.nephometer.api.Discovery;
import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import io.nephometer.api.PublisherFactory;
import io.nephometer.api.Sample;
import io.nephometer.api.TransformerFactory;
import io.nephometer.api.Turn;
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

/** The plugins that are there now, kept by the framework's threads and read by all others. */
public final class PluginRegistry implements PluginDirectory {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Health health;
    private final LongSupplier nanos;
    private final Executor threads;
    private final Map<ServiceReference<?>, Fault> faults = new ConcurrentHashMap<>();
    private final Set<ServiceReference<?>> bound = ConcurrentHashMap.newKeySet(); // asked, or known
    private final Set<Bundle> retired = Collections.synchronizedSet(new HashSet<>());
    private final ServiceTable<Pollster> pollsters = new ServiceTable<>(retired::contains, PluginRegistry::meters);
    private final ServiceTable<Discovery> discoveries = new ServiceTable<>(retired::contains, of -> Set.of(of.name()));
    private final ServiceTable<PublisherFactory> publishers =
            new ServiceTable<>(retired::contains, PublisherFactory::schemes);
    private final ServiceTable<TransformerFactory> transformers =
            new ServiceTable<>(retired::contains, of -> Set.of(of.name()));

    /**
     * @param nanos the monotonic clock
     * @param threads to ask plugins on what they offer: they may never answer
     */
    public PluginRegistry(Health health, LongSupplier nanos, Executor threads) {
        this.health = health;
        this.nanos = nanos;
        this.threads = threads;
    }

    /** What a pollster declares, asked for once; polls as it does. */
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
     * Asks a plugin what it offers, and knows it from then on.
     *
     * @param service returns it, null if it has gone or cannot be activated; may take as long as its activation does
     * @return over when it has answered, or thrown
     */
    public CompletableFuture<Void> addPollster(ServiceReference<Pollster> reference, Supplier<Pollster> service) {
        return add(reference, service, pollster -> {
            Set<Meter> meters = Set.copyOf(pollster.meters());
            pollsters.add(reference, new Declared(pollster, meters, List.copyOf(pollster.discovery())));
        });
    }

    /** As {@link #addPollster}. */
    public CompletableFuture<Void> addDiscovery(ServiceReference<Discovery> reference, Supplier<Discovery> service) {
        return add(reference, service, discovery -> discoveries.add(reference, discovery));
    }

    /** As {@link #addPollster}. */
    public CompletableFuture<Void> addPublisher(
            ServiceReference<PublisherFactory> reference, Supplier<PublisherFactory> service) {
        return add(reference, service, factory -> publishers.add(reference, factory));
    }

    /** As {@link #addPollster}. */
    public CompletableFuture<Void> addTransformer(
            ServiceReference<TransformerFactory> reference, Supplier<TransformerFactory> service) {
        return add(reference, service, factory -> transformers.add(reference, factory));
    }

    private <T> CompletableFuture<Void> add(ServiceReference<T> reference, Supplier<T> service, Consumer<T> adding) {
        Bundle bundle = reference.getBundle();
        if (bundle == null) { // it has gone
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
        } catch (RuntimeException | Error bug) { // of the plugin: it must not cost the others
            if (reference.getBundle() != null && bound.contains(reference)) { // else it has gone meanwhile
                Throwable printable = Printable.PLAIN.of(bug);
                faults.put(reference, new Fault(asked.key, printable.toString()));
                health.failed(asked.key, printable);
            }
        } finally {
            health.unwatch(asked);
        }
        if (!bound.contains(reference)) { // it was removed before it had answered
            kinds().forEach(kind -> kind.remove(reference));
        }
    }

    /** What a plugin threw when it was asked what it offers. */
    private record Fault(HealthKey key, String reason) {}

    /** A plugin that is being asked what it offers: it may never answer. */
    private record Asked(HealthKey key, LongSupplier nanos, long since) implements Health.Watched {
        @Override
        public Optional<String> trouble() {
            Duration lasts = Duration.ofNanos(nanos.getAsLong() - since);
            return lasts.compareTo(PATIENCE) < 0
                    ? Optional.empty()
                    : Optional.of("has not said for " + lasts.toSeconds() + " s what it offers");
        }
    }

    /** Returns why a service is not a plugin; empty if it was not asked, or has said what it offers. */
    public Optional<String> fault(ServiceReference<?> reference) {
        return Optional.ofNullable(faults.get(reference)).map(Fault::reason);
    }

    /**
     * Returns when the calls that the plugin is in the middle of have ended: it may be stopped next.
     *
     * @param unused leads to a plan without it
     * @param patience how long to wait for the calls
     * @return its name; empty if it was not known
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

    /** A bundle's plugins are not known any more, though they are still there. */
    public void retire(Bundle bundle) {
        retired.add(bundle);
    }

    /** The calls of its plugins have ended. */
    public void awaitEnd(Bundle bundle) {
        kinds().flatMap(kind -> kind.of(bundle)).forEach(PluginRegistry::awaitEnd);
    }

    /** It was retired, and has stopped. */
    public void forget(Bundle bundle) {
        retired.remove(bundle);
    }

    private static void awaitEnd(Plugin<?> plugin) {
        plugin.calls().close(CallTerms.DEADLINE);
    }

    private Stream<ServiceTable<?>> kinds() {
        return Stream.of(pollsters, discoveries, transformers, publishers);
    }

    /** Whether a service is one of the plugins, retired or not. */
    public boolean has(ServiceReference<?> reference) {
        return kinds().anyMatch(kind -> kind.has(reference));
    }

    /** Whether there is a plugin of that name. */
    public boolean has(String name) {
        return kinds().flatMap(ServiceTable::known)
                .anyMatch(plugin -> plugin.name().equals(name));
    }

    /** Of a bundle, as status calls them. */
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

    /** Returns which discoveries, publishers and transformers wait as others offer the same, and what comes first. */
    public Map<HealthKey, String> shadowed() {
        return Stream.of(discoveries, publishers, transformers)
                .flatMap(kind -> kind.shadowed().stream())
                .collect(Collectors.toMap(
                        pair -> HealthKey.plugin(pair.other().name()).of(Aspect.PRECEDENCE),
                        ServiceTable.Shadowed::toString,
                        (one, other) -> one + "; " + other));
    }

    /** By scheme. */
    public Map<String, Plugin<PublisherFactory>> publishers() {
        return publishers.byName();
    }

    /** By name. */
    public Map<String, Plugin<TransformerFactory>> transformers() {
        return transformers.byName();
    }

    /** Name and version of each, sorted. */
    public List<String> names() {
        return kinds().flatMap(ServiceTable::known)
                .map(plugin -> plugin.name() + " " + plugin.version())
                .distinct()
                .sorted()
                .toList();
    }
}
