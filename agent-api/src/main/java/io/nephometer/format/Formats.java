package io.nephometer.format;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/** The formats that are available to a publisher when it is opened. */
@ProviderType
public interface Formats {

    /**
     * Creates a format for the publisher's route. The format can be used until the publisher is closed. If the format's
     * plugin is removed or replaced, the agent closes the publisher and opens it again.
     *
     * @param name the name as given in the URL, for example {@code json} or {@code ceilometer~east}
     * @throws IllegalArgumentException if the name is invalid; the caller should let the exception propagate
     * @throws IOException if no plugin currently offers the format, or if the format lacks a setting; the caller should
     *     let the exception propagate
     */
    Format open(String name) throws IOException;
}
