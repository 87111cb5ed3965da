package io.nephometer.agent.core;

import io.nephometer.agent.core.polling.Plugin;
import io.nephometer.agent.core.polling.Plugins;
import io.nephometer.api.Discovery;
import io.nephometer.api.Pollster;
import io.nephometer.api.Resource;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The plugins, with a memory of what their discoveries have found. */
final class Found implements Plugins {

    private final Plugins plugins;
    private final Map<String, Resource> byId = new ConcurrentSkipListMap<>();

    Found(Plugins plugins) {
        this.plugins = plugins;
    }

    /** Once each, however often they were found. */
    List<Resource> resources() {
        return List.copyOf(byId.values());
    }

    @Override
    public Collection<Plugin<Pollster>> pollsters() {
        return plugins.pollsters();
    }

    @Override
    public Optional<Plugin<Discovery>> discovery(String name) {
        return plugins.discovery(name)
                .map(plugin -> new Plugin<>(
                        plugin.name(),
                        plugin.version(),
                        plugin.ranking(),
                        remembering(plugin.service()),
                        plugin.uses()));
    }

    private Discovery remembering(Discovery discovery) {
        return new Discovery() {
            @Override
            public String name() {
                return discovery.name();
            }

            @Override
            public List<Resource> discover(String parameter, Resource host) throws IOException {
                List<Resource> found = discovery.discover(parameter, host);
                found.forEach(resource -> byId.put(resource.id(), resource));
                return found;
            }
        };
    }
}
