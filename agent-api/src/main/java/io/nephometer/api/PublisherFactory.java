package io.nephometer.api;

import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/** A plugin that opens publishers for certain URL schemes. */
@ConsumerType
public interface PublisherFactory {

    /** Returns the URL schemes that this plugin supports, for example {@code mqtt} and {@code mqtts}. */
    Set<String> schemes();

    /**
     * Opens a publisher. This method must neither connect nor block.
     *
     * @throws IllegalArgumentException if the URL is invalid regardless of the plugin's settings; pipeline.yaml is then
     *     rejected. The exception message describes the mistake and how to correct it
     * @throws IOException if the URL is valid but the publisher cannot currently be opened because a setting is invalid
     *     or a file named in a setting cannot be read. The route waits, and the agent tries to open the publisher again
     *     later. The exception message contains the reason and a remedy
     */
    Publisher open(URI url, Origin origin) throws IOException;
}
