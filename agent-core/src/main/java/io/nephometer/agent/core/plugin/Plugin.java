package io.nephometer.agent.core.plugin;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A plugin: a service that a bundle offers.
 *
 * @param name the name of its component: {@code pollster.cpu}
 * @param version the version of its bundle
 * @param ranking OSGi's service ranking
 * @param calls the calls of the service that are running
 */
public record Plugin<T>(String name, String version, int ranking, T service, InFlightCalls calls) {

    public Plugin(String name, String version, int ranking, T service) {
        this(name, version, ranking, service, new InFlightCalls());
    }

    /** Compares by identity, because the service's own {@code equals} is the plugin's code. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /**
     * Orders plugins that offer the same: the first one provides it. The higher ranking comes first, then the newer
     * version, then the name.
     */
    public static final Comparator<Plugin<?>> PRECEDENCE = Comparator.<Plugin<?>>comparingInt(Plugin::ranking)
            .thenComparing(Plugin::version, Version::compare)
            .reversed()
            .thenComparing(Plugin::name);

    /** Returns why another plugin that offers the same comes first. */
    public String whyAfter(Plugin<?> first) {
        if (ranking != first.ranking) {
            return "its ranking is lower, " + ranking + " to " + first.ranking;
        }
        return version.equals(first.version)
                ? "its ranking and version are the same, its name comes later"
                : "its version is older";
    }

    /**
     * Begins a call of this plugin or, if it was just removed, of one that replaced it. The caller must end the call
     * with {@link InFlightCalls#end} of the returned plugin.
     *
     * @param successors returns the plugins that can be used now
     */
    public Optional<Plugin<T>> inUse(Supplier<Stream<Plugin<T>>> successors) {
        return Optional.of(this)
                .filter(plugin -> plugin.calls.begin())
                .or(() ->
                        successors.get().filter(plugin -> plugin.calls.begin()).findFirst());
    }

    /** Compares OSGi versions: {@code 1.10.0} is newer than {@code 1.9.0}. */
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
