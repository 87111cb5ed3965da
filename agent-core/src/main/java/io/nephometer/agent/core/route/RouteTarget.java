package io.nephometer.agent.core.route;

import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.api.PublisherFactory;
import java.net.URI;

/**
 * How a route is to go out.
 *
 * @param plugin null while none offers the URL's scheme
 */
public record RouteTarget(URI url, Plugin<PublisherFactory> plugin) {}
