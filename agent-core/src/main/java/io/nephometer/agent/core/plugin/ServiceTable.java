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

/** The plugins of one kind, with the names under which each can be asked for. Kept by the framework's threads. */
final class ServiceTable<T> {

    private record Offer<T>(Plugin<T> plugin, Set<String> names) {}

    /** A name that two plugins offer: the first gives it, the other one waits. */
    record Shadowed(String name, Plugin<?> first, Plugin<?> other) {

        @Override
        public String toString() {
            return "%s %s gives %s, and %s %s waits: %s"
                    .formatted(
                            first.name(), first.version(), name, other.name(), other.version(), other.whyAfter(first));
        }
    }

    private final Map<ServiceReference<?>, Offer<T>> offers = new ConcurrentHashMap<>();
    private final Predicate<Bundle> hidden;
    private final Function<T, Set<String>> names;

    /**
     * @param hidden whose plugins are not known
     * @param names asks a plugin, once
     */
    ServiceTable(Predicate<Bundle> hidden, Function<T, Set<String>> names) {
        this.hidden = hidden;
        this.names = names;
    }

    /** Unless it has gone already. */
    void add(ServiceReference<?> reference, T service) {
        Bundle bundle = reference.getBundle();
        if (bundle != null) {
            String version = bundle.getVersion().toString();
            Plugin<T> plugin = new Plugin<>(name(reference, bundle), version, ranking(reference), service);
            offers.put(reference, new Offer<>(plugin, Set.copyOf(names.apply(service))));
        }
    }

    /** Null if it is none of these. */
    Plugin<T> remove(ServiceReference<?> reference) {
        Offer<T> offer = offers.remove(reference);
        return offer == null ? null : offer.plugin;
    }

    boolean has(ServiceReference<?> reference) {
        return offers.containsKey(reference);
    }

    /** Hidden or not. */
    Stream<Plugin<T>> of(Bundle bundle) {
        return offers.entrySet().stream()
                .filter(entry -> bundle.equals(entry.getKey().getBundle()))
                .map(entry -> entry.getValue().plugin);
    }

    Stream<Plugin<T>> known() {
        return seen().map(Offer::plugin);
    }

    /** Of each name the plugin that comes first. */
    Map<String, Plugin<T>> byName() {
        Map<String, Plugin<T>> first = new HashMap<>();
        ordered().forEach(offer -> offer.names.forEach(name -> first.putIfAbsent(name, offer.plugin)));
        return first;
    }

    /** What is not used, as another plugin comes first. One that replaces its own, by the same name, does not count. */
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
        return seen().sorted((a, b) -> Plugin.PRECEDENCE.compare(a.plugin, b.plugin))
                .toList();
    }

    private Stream<Offer<T>> seen() {
        return offers.entrySet().stream()
                .filter(entry -> !hidden.test(entry.getKey().getBundle()))
                .map(Map.Entry::getValue);
    }

    /** Of the component, or of the bundle if it is none; ours for short. */
    static String name(ServiceReference<?> reference, Bundle bundle) {
        Object component = reference.getProperty("component.name");
        return BundleNames.shortened(component == null ? bundle.getSymbolicName() : component.toString());
    }

    private static int ranking(ServiceReference<?> reference) {
        return reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer number ? number : 0;
    }
}
