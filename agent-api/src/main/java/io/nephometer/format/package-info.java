/**
 * The encoding of batches as bytes, independent of how the bytes are sent.
 *
 * <p>A bundle that provides a format offers a {@link io.nephometer.format.FormatFactory}. A publisher that is opened by
 * a {@link io.nephometer.format.TransportFactory} uses the format specified in its URL to encode batches.
 */
@Export
@Version("1.0.0")
package io.nephometer.format;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
