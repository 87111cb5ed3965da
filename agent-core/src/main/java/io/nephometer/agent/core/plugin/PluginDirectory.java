package io.nephometer.agent.core.plugin;

import io.nephometer.api.Discovery;
import io.nephometer.api.Pollster;
import io.nephometer.api.Resource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The plugins that are there now; changes while it is looked at. */
public interface PluginDirectory {

    Collection<Plugin<Pollster>> pollsters();

    Optional<Plugin<Discovery>> discovery(String name);

    /** Takes note of what a discovery has found. */
    default void found(List<Resource> resources) {}
}
