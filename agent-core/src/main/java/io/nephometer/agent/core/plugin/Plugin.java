package io.nephometer.agent.core.plugin;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A plugin: a service that a bundle offers.
 *
 * @param name the name of the plugin's component, such as {@code pollster.cpu}
 * @param version the version of the plugin's bundle
 * @param ranking the OSGi service ranking
 * @param service the plugin's service
 * @param calls the running calls to the service
 */
public record Plugin<T>(String name, String version, int ranking, T service, InFlightCalls calls) {

    public Plugin(String name, String version, int ranking, T service) {
        this(name, version, ranking, service, new InFlightCalls());
    }

    /** Compares plugins by identity, because the {@code equals} method of a plugin's service is untrusted code. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /**
     * The order of precedence for plugins that offer the same name: the first plugin is used. Plugins are ordered by
     * descending ranking, then by descending version, then alphabetically by name.
     */
    public static final Comparator<Plugin<?>> PRECEDENCE = Comparator.<Plugin<?>>comparingInt(Plugin::ranking)
            .thenComparing(Plugin::version, Version::compare)
            .reversed()
            .thenComparing(Plugin::name);

    /** Returns the reason why the given plugin, which offers the same name, takes precedence over this plugin. */
    public String whyAfter(Plugin<?> first) {
        if (ranking != first.ranking) {
            return "its ranking is lower, " + ranking + " to " + first.ranking;
        }
        return version.equals(first.version)
                ? "its ranking and version are the same, but its name comes later"
                : "its version is older";
    }

    /**
     * Begins a call to this plugin or, if this plugin has just been removed, to a plugin that replaces it. To end the
     * call, the caller must invoke {@link InFlightCalls#end} on the {@link #calls} of the returned plugin.
     *
     * @param successors the supplier of the plugins that can replace this plugin
     * @return the plugin to call, or empty if there is none
     */
    public Optional<Plugin<T>> inUse(Supplier<Stream<Plugin<T>>> successors) {
        return Optional.of(this)
                .filter(plugin -> plugin.calls.begin())
                .or(() ->
                        successors.get().filter(plugin -> plugin.calls.begin()).findFirst());
    }

    /** Compares OSGi versions numerically: {@code 1.10.0} is newer than {@code 1.9.0}. */
    private static final class Version {
        static int compare(String a, String b) {
            String[] as = a.split("\\.", 4);
            String[] bs = b.split("\\.", 4);
            for (int i = 0; i < Math.min(as.length, bs.length); i++) {
                boolean numbers = i < 3;
                int order = numbers
                        ? Integer.compare(Integer.parseInt(as[i]), Integer.parseInt(bs[i]))
                        : as[i].compareTo(bs[i]);
                if (order != 0) {
                    return order;
                }
            }
            return Integer.compare(as.length, bs.length);
        }
    }
}
