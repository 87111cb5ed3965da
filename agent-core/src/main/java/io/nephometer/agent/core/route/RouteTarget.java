package io.nephometer.agent.core.route;

import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.api.PublisherFactory;
import io.nephometer.format.FormatFactory;
import java.net.URI;
import java.util.Map;

/**
 * How a route is to go out.
 *
 * @param plugin null while none offers the URL's scheme
 * @param formats those on offer, by name
 */
public record RouteTarget(URI url, Plugin<PublisherFactory> plugin, Map<String, Plugin<FormatFactory>> formats) {}
