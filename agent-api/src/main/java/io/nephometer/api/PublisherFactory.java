package io.nephometer.api;

import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/** A plugin that opens publishers for the schemes of publisher URLs that it knows. */
@ConsumerType
public interface PublisherFactory {

    /** For example {@code mqtt} and {@code mqtts}. */
    Set<String> schemes();

    /**
     * Opens a publisher. Connects to nothing yet and does not block.
     *
     * @throws IllegalArgumentException if the URL is wrong, whatever the plugin's settings are: pipeline.yaml is refused.
     *     The message says what is wrong and how to write it
     * @throws IOException if the URL is good and something else is missing: a setting is wrong, a file that it names
     *     cannot be read. The route waits and is opened again later. The message says what is missing and what to do
     */
    Publisher open(URI url, Origin origin) throws IOException;
}
