package io.nephometer.format;

import io.nephometer.api.Origin;
import io.nephometer.api.Publisher;
import io.nephometer.api.PublisherFactory;
import java.io.IOException;
import java.net.URI;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A plugin that opens publishers which are transports only: a format, which the URL names, encodes for them. It is offered
 * as a {@link PublisherFactory}.
 */
@ConsumerType
public interface TransportFactory extends PublisherFactory {

    /** Opens a publisher, as {@link PublisherFactory#open} does, that encodes with one of the formats. */
    Publisher open(URI url, Origin origin, Formats formats) throws IOException;

    @Override
    default Publisher open(URI url, Origin origin) throws IOException {
        throw new IOException("this publisher needs a format, and the agent offers it none: update agent-core");
    }
}
