package io.nephometer.agent.core.route;

import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.api.PublisherFactory;
import io.nephometer.format.FormatFactory;
import java.net.URI;
import java.util.Map;

/**
 * Where a route sends to.
 *
 * @param plugin the publisher's plugin; null while none offers the URL's scheme
 * @param formats the plugins of the available formats, by name
 */
public record RouteTarget(URI url, Plugin<PublisherFactory> plugin, Map<String, Plugin<FormatFactory>> formats) {}
