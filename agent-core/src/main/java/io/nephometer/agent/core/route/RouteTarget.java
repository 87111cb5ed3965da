package io.nephometer.agent.core.route;

import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.api.PublisherFactory;
import java.net.URI;

/**
 * Where a route sends to.
 *
 * @param plugin the publisher's plugin; null while none offers the URL's scheme
 */
public record RouteTarget(URI url, Plugin<PublisherFactory> plugin) {}
