package io.nephometer.format;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/** The formats that are available while a publisher is opened. */
@ProviderType
public interface Formats {

    /**
     * Opens a format for the publisher's route. It can be used until the publisher is closed. If its plugin is removed or
     * replaced, the agent closes the publisher and opens it again.
     *
     * @param name as in the URL: {@code json}, {@code ceilometer~east}
     * @throws IllegalArgumentException if the name is wrong; to be passed on
     * @throws IOException if no plugin offers it now, or it misses a setting; to be passed on
     */
    Format open(String name) throws IOException;
}
