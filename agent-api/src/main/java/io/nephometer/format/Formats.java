package io.nephometer.format;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/** The formats that are available while a publisher is opened. */
@ProviderType
public interface Formats {

    /**
     * Opens a format for the publisher's route. The format can be used until the publisher is closed. If the format's
     * plugin is removed or replaced, the agent closes the publisher and opens it again.
     *
     * @param name the name as given in the URL, for example {@code json} or {@code ceilometer~east}
     * @throws IllegalArgumentException if the name is invalid; the caller should let it propagate
     * @throws IOException if no plugin offers the format now, or the format lacks a setting; the caller should let it
     *     propagate
     */
    Format open(String name) throws IOException;
}
