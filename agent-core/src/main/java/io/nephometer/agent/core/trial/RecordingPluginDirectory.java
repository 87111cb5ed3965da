package io.nephometer.agent.core.trial;

import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.plugin.PluginDirectory;
import io.nephometer.api.Discovery;
import io.nephometer.api.Pollster;
import io.nephometer.api.Resource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** A plugin directory that records the resources found by the discoveries. */
public final class RecordingPluginDirectory implements PluginDirectory {

    private final PluginDirectory plugins;
    private final Map<String, Resource> byId = new ConcurrentSkipListMap<>();

    public RecordingPluginDirectory(PluginDirectory plugins) {
        this.plugins = plugins;
    }

    /** Returns the resources that the discoveries have found so far, without duplicates. */
    public List<Resource> resources() {
        return List.copyOf(byId.values());
    }

    @Override
    public Collection<Plugin<Pollster>> pollsters() {
        return plugins.pollsters();
    }

    @Override
    public Optional<Plugin<Discovery>> discovery(String name) {
        return plugins.discovery(name);
    }

    @Override
    public void found(List<Resource> resources) {
        resources.forEach(resource -> byId.put(resource.id(), resource));
    }
}
