package io.nephometer.agent.core;

import io.nephometer.agent.core.polling.Plugin;
import io.nephometer.agent.core.polling.Plugins;
import io.nephometer.api.Discovery;
import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import io.nephometer.api.PublisherFactory;
import io.nephometer.api.Sample;
import io.nephometer.api.TransformerFactory;
import io.nephometer.api.Turn;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** The plugins that are there now, kept by the framework's threads and read by all others. */
final class Registry implements Plugins {

    private static final Logger LOG = System.getLogger("nephometer.plugins");

    private final Map<ServiceReference<?>, Plugin<Pollster>> pollsters = new ConcurrentHashMap<>();
    private final Map<ServiceReference<?>, Plugin<Discovery>> discoveries = new ConcurrentHashMap<>();
    private final Map<ServiceReference<?>, Plugin<PublisherFactory>> publishers = new ConcurrentHashMap<>();

    private final Map<ServiceReference<?>, Plugin<TransformerFactory>> transformers = new ConcurrentHashMap<>();

    /** What a pollster declares, asked for once; polls as it does. */
    private record Declared(Pollster pollster, Set<Meter> meters, List<String> discovery) implements Pollster {
        @Override
        public List<Sample> poll(Turn turn) throws IOException {
            return pollster.poll(turn);
        }
    }

    void add(ServiceReference<Pollster> reference, Pollster pollster) {
        try {
            Pollster declared =
                    new Declared(pollster, Set.copyOf(pollster.meters()), List.copyOf(pollster.discovery()));
            pollsters.put(reference, plugin(reference, declared));
        } catch (RuntimeException | LinkageError bug) { // of the plugin: it must not cost the others
            LOG.log(Level.ERROR, plugin(reference, pollster).name() + " declares no meters: " + bug, bug);
        }
    }

    void addDiscovery(ServiceReference<Discovery> reference, Discovery discovery) {
        discoveries.put(reference, plugin(reference, discovery));
    }

    void addPublisher(ServiceReference<PublisherFactory> reference, PublisherFactory factory) {
        publishers.put(reference, plugin(reference, factory));
    }

    void addTransformer(ServiceReference<TransformerFactory> reference, TransformerFactory factory) {
        transformers.put(reference, plugin(reference, factory));
    }

    void remove(ServiceReference<?> reference) {
        Stream.of(pollsters, discoveries, transformers, publishers).forEach(of -> of.remove(reference));
    }

    @Override
    public Collection<Plugin<Pollster>> pollsters() {
        return List.copyOf(pollsters.values());
    }

    Collection<Plugin<Discovery>> discoveries() {
        return List.copyOf(discoveries.values());
    }

    @Override
    public Optional<Plugin<Discovery>> discovery(String name) {
        return discoveries.values().stream()
                .filter(discovery -> discovery.service().name().equals(name))
                .min(Plugin.PRECEDENCE);
    }

    /** By scheme. */
    Map<String, PublisherFactory> publishers() {
        Map<String, PublisherFactory> byScheme = new HashMap<>();
        publishers.values().stream().sorted(Plugin.PRECEDENCE).forEach(plugin -> plugin.service()
                .schemes()
                .forEach(scheme -> byScheme.putIfAbsent(scheme, plugin.service())));
        return byScheme;
    }

    /** By name. */
    Map<String, TransformerFactory> transformers() {
        Map<String, TransformerFactory> byName = new HashMap<>();
        transformers.values().stream()
                .sorted(Plugin.PRECEDENCE)
                .forEach(plugin -> byName.putIfAbsent(plugin.service().name(), plugin.service()));
        return byName;
    }

    /** Name and version of each, sorted. */
    List<String> names() {
        return Stream.of(pollsters, discoveries, transformers, publishers)
                .flatMap(of -> of.values().stream())
                .map(plugin -> plugin.name() + " " + plugin.version())
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private static <T> Plugin<T> plugin(ServiceReference<?> reference, T service) {
        Object component = reference.getProperty("component.name");
        String name = component == null ? reference.getBundle().getSymbolicName() : component.toString();
        Object ranking = reference.getProperty(Constants.SERVICE_RANKING);
        return new Plugin<>(
                name.startsWith("io.nephometer.") ? name.substring("io.nephometer.".length()) : name,
                reference.getBundle().getVersion().toString(),
                ranking instanceof Integer number ? number : 0,
                service);
    }
}
