package io.nephometer.agent.core.plugin;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A service that a bundle offers.
 *
 * @param name of the component: {@code pollster.cpu}
 * @param version of its bundle, in a form that compares as text
 * @param ranking OSGi's service ranking
 * @param calls that are being made
 */
public record Plugin<T>(String name, String version, int ranking, T service, InFlightCalls calls) {

    public Plugin(String name, String version, int ranking, T service) {
        this(name, version, ranking, service, new InFlightCalls());
    }

    /** The same only as itself: the service's own equality is the plugin's code. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /** The one that gives a meter that several offer comes first: by ranking, then by version, then by name. */
    public static final Comparator<Plugin<?>> PRECEDENCE = Comparator.<Plugin<?>>comparingInt(Plugin::ranking)
            .thenComparing(Plugin::version, Version::compare)
            .reversed()
            .thenComparing(Plugin::name);

    /** Returns why another one that offers the same comes first. */
    public String whyAfter(Plugin<?> first) {
        if (ranking != first.ranking) {
            return "its ranking is lower, " + ranking + " to " + first.ranking;
        }
        return version.equals(first.version)
                ? "its ranking and version are the same, its name comes later"
                : "its version is older";
    }

    /**
     * The plugin or, if it has just gone, the one that replaced it. It is being used from now on, until {@link InFlightCalls#end}.
     *
     * @param successors that can be used now
     */
    public Optional<Plugin<T>> inUse(Supplier<Stream<Plugin<T>>> successors) {
        return Optional.of(this)
                .filter(plugin -> plugin.calls.begin())
                .or(() ->
                        successors.get().filter(plugin -> plugin.calls.begin()).findFirst());
    }

    /** OSGi versions, {@code 1.10.0} after {@code 1.9.0}. */
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
