/**
 * The contract between the agent and its plugins.
 *
 * <p>A plugin is a bundle with Declarative Services components that offer a {@link io.nephometer.api.Pollster}, a
 * {@link io.nephometer.api.Discovery}, a {@link io.nephometer.api.TransformerFactory} or a
 * {@link io.nephometer.api.PublisherFactory}. All values in this package are immutable and can be passed between
 * threads.
 *
 */
@Export
@Version("1.3.0")
package io.nephometer.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
