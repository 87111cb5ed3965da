package io.nephometer.api;

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
     * @throws IllegalArgumentException if the URL is wrong; the message says what, and what would be right
     */
    Publisher open(URI url, Origin origin);
}
