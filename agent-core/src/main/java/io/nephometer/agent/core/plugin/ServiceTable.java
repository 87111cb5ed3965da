package io.nephometer.agent.core.plugin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** A table of the plugins of one kind and the names that each plugin offers. Thread-safe. */
final class ServiceTable<T> {

    private static final String OURS = "io.nephometer.";

    private record Offer<T>(Plugin<T> plugin, Set<String> names) {}

    /**
     * A name that two plugins offer: {@code first} is the plugin in use, and {@code other} is the plugin on standby.
     */
    record Shadowed(String name, Plugin<?> first, Plugin<?> other) {

        @Override
        public String toString() {
            return "%s %s provides %s, and %s %s waits: %s"
                    .formatted(
                            first.name(), first.version(), name, other.name(), other.version(), other.whyAfter(first));
        }
    }

    private final Map<ServiceReference<?>, Offer<T>> offers = new ConcurrentHashMap<>();
    private final Predicate<Bundle> hidden;
    private final Function<T, Set<String>> names;

    /**
     * @param hidden the predicate that selects the bundles whose plugins are hidden
     * @param names the function that returns the names that a service offers; the function is called once for each
     *     service
     */
    ServiceTable(Predicate<Bundle> hidden, Function<T, Set<String>> names) {
        this.hidden = hidden;
        this.names = names;
    }

    /** Adds a service unless it has already been unregistered. */
    void add(ServiceReference<?> reference, T service) {
        Bundle bundle = reference.getBundle();
        if (bundle != null) {
            String version = bundle.getVersion().toString();
            Plugin<T> plugin = new Plugin<>(name(reference, bundle), version, ranking(reference), service);
            offers.put(reference, new Offer<>(plugin, Set.copyOf(names.apply(service))));
        }
    }

    /** Removes a service and returns its plugin, or null if the service is not in the table. */
    Plugin<T> remove(ServiceReference<?> reference) {
        Offer<T> offer = offers.remove(reference);
        return offer == null ? null : offer.plugin;
    }

    boolean has(ServiceReference<?> reference) {
        return offers.containsKey(reference);
    }

    /** Returns the plugins of a bundle, including hidden plugins. */
    Stream<Plugin<T>> of(Bundle bundle) {
        return offers.entrySet().stream()
                .filter(entry -> bundle.equals(entry.getKey().getBundle()))
                .map(entry -> entry.getValue().plugin);
    }

    /** Returns the plugins that are not hidden. */
    Stream<Plugin<T>> known() {
        return visible().map(Offer::plugin);
    }

    /** Returns the plugin that is used for each name, keyed by name. */
    Map<String, Plugin<T>> byName() {
        Map<String, Plugin<T>> first = new HashMap<>();
        ordered().forEach(offer -> offer.names.forEach(name -> first.putIfAbsent(name, offer.plugin)));
        return first;
    }

    /**
     * Returns the names that several plugins offer, each with the plugin in use and a plugin on standby. Pairs of
     * plugins with the same plugin name are omitted, because one of the two plugins is replacing the other.
     */
    List<Shadowed> shadowed() {
        Map<String, Plugin<T>> first = new HashMap<>();
        List<Shadowed> shadowed = new ArrayList<>();
        for (Offer<T> offer : ordered()) {
            for (String name : new TreeSet<>(offer.names)) {
                Plugin<T> before = first.putIfAbsent(name, offer.plugin);
                if (before != null && !before.name().equals(offer.plugin.name())) {
                    shadowed.add(new Shadowed(name, before, offer.plugin));
                }
            }
        }
        return shadowed;
    }

    private List<Offer<T>> ordered() {
        return visible()
                .sorted((a, b) -> Plugin.PRECEDENCE.compare(a.plugin, b.plugin))
                .toList();
    }

    private Stream<Offer<T>> visible() {
        return offers.entrySet().stream()
                .filter(entry -> !hidden.test(entry.getKey().getBundle()))
                .map(Map.Entry::getValue);
    }

    /**
     * Returns the name of the service's component, or the name of the bundle if the service does not belong to a
     * component. The prefix {@code io.nephometer.} is removed from the name.
     */
    static String name(ServiceReference<?> reference, Bundle bundle) {
        Object component = reference.getProperty("component.name");
        String name = component == null ? bundle.getSymbolicName() : component.toString();
        return name.startsWith(OURS) ? name.substring(OURS.length()) : name;
    }

    private static int ranking(ServiceReference<?> reference) {
        return reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer number ? number : 0;
    }
}
