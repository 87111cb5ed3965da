package io.nephometer.agent.core.route;

import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.api.PublisherFactory;
import io.nephometer.format.FormatFactory;
import java.net.URI;
import java.util.Map;

/**
 * The destination to which a route sends its messages.
 *
 * @param url the URL of the publisher
 * @param plugin the publisher's plugin, or null if no plugin supports the URL's scheme
 * @param formats the plugins for the available formats, keyed by format name
 */
public record RouteTarget(URI url, Plugin<PublisherFactory> plugin, Map<String, Plugin<FormatFactory>> formats) {}
