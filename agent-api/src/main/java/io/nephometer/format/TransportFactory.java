package io.nephometer.format;

import io.nephometer.api.Origin;
import io.nephometer.api.Publisher;
import io.nephometer.api.PublisherFactory;
import java.io.IOException;
import java.net.URI;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A plugin that opens publishers whose only task is to transport messages. The messages are encoded by the format
 * specified in the URL. The plugin is registered as a {@link PublisherFactory}.
 */
@ConsumerType
public interface TransportFactory extends PublisherFactory {

    /**
     * Opens a publisher that encodes its messages with one of the given formats. The contract of
     * {@link PublisherFactory#open} also applies to this method.
     */
    Publisher open(URI url, Origin origin, Formats formats) throws IOException;

    @Override
    default Publisher open(URI url, Origin origin) throws IOException {
        throw new IOException("this publisher needs a format, but the agent does not offer any: update agent-core");
    }
}
