package io.nephometer.agent.core.polling;

import io.nephometer.agent.core.plugin.PlainDataChecker;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.api.Discovery;
import io.nephometer.api.Resource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Calls one discovery with one parameter and validates the returned resources. Use this class only through a plugin
 * handle.
 */
public final class DiscoverySearch {

    /**
     * The validated resources that a discovery returned.
     *
     * @param rejected the number of resources that were dropped because they were not plain data or because the maximum
     *     number had been reached
     */
    public record Answer(List<Resource> resources, long rejected) {}

    static final String NO_PLUGIN = "no plugin offers it";

    private static final int MAX_RESOURCES = 100_000;

    private final String parameter;
    private final Resource host;
    private Map<Resource, Resource> checked = Map.of(); // the resources of the last answer, which are not checked again

    public DiscoverySearch(String parameter, Resource host) {
        this.parameter = parameter;
        this.host = host;
    }

    /**
     * Calls the discovery or, if the discovery has just been removed, the plugin that replaces it.
     *
     * @param successor the supplier of the plugin that now offers the discovery; the supplied stream is empty if there
     *     is no such plugin
     * @throws IOException if the discovery fails or no longer exists
     */
    public synchronized Answer ask(Plugin<Discovery> plugin, Supplier<Stream<Plugin<Discovery>>> successor)
            throws IOException {
        Plugin<Discovery> used = plugin.inUse(successor).orElseThrow(() -> new IOException(NO_PLUGIN));
        try {
            return checked(
                    Objects.requireNonNull(used.service().discover(parameter, host), "the discovery returned null"));
        } finally {
            used.calls().end();
        }
    }

    private Answer checked(List<Resource> found) {
        PlainDataChecker checker = new PlainDataChecker(List.of());
        Map<Resource, Resource> now = new IdentityHashMap<>();
        List<Resource> sound = new ArrayList<>();
        long rejected = 0;
        for (Resource resource : found) {
            Resource known = resource == null ? null : checked.get(resource);
            Resource passed = known == null ? checker.check(resource) : known;
            if (passed == null) {
                rejected++;
            } else if (sound.size() == MAX_RESOURCES) {
                rejected++;
                break;
            } else {
                now.put(resource, passed);
                sound.add(passed);
            }
        }
        checked = now;
        return new Answer(List.copyOf(sound), rejected);
    }
}
