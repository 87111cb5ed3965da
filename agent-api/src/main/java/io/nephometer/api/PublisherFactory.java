package io.nephometer.api;

import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/** A plugin that opens publishers for certain URL schemes. */
@ConsumerType
public interface PublisherFactory {

    /** Returns the schemes, for example {@code mqtt} and {@code mqtts}. */
    Set<String> schemes();

    /**
     * Opens a publisher. This method must neither connect nor block.
     *
     * @throws IllegalArgumentException if the URL is invalid regardless of the plugin's settings; pipeline.yaml is then
     *     refused. The message states the mistake and how to correct it
     * @throws IOException if the URL is valid but the publisher cannot be opened now, because a setting is invalid or a
     *     file that it names cannot be read. The route waits and is opened again later. The message states the reason
     *     and what to do
     */
    Publisher open(URI url, Origin origin) throws IOException;
}
