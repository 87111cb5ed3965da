package io.nephometer.agent.core.plugin;

import io.nephometer.api.Discovery;
import io.nephometer.api.Pollster;
import io.nephometer.api.Resource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A directory of the pollsters and discoveries that are currently available. The contents of the directory may change
 * at any time.
 */
public interface PluginDirectory {

    Collection<Plugin<Pollster>> pollsters();

    Optional<Plugin<Discovery>> discovery(String name);

    /** Receives the resources that a discovery has found. */
    default void found(List<Resource> resources) {}
}
