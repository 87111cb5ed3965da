package io.nephometer.agent.core.polling;

import io.nephometer.api.Discovery;
import io.nephometer.api.Pollster;
import java.util.Collection;
import java.util.Optional;

/** The plugins that are there now; changes while it is looked at. */
public interface Plugins {

    Collection<Plugin<Pollster>> pollsters();

    Optional<Plugin<Discovery>> discovery(String name);
}
