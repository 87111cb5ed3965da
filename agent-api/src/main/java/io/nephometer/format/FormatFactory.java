package io.nephometer.format;

import io.nephometer.api.Origin;
import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** A plugin that opens formats of a particular kind. */
@ConsumerType
public interface FormatFactory {

    /**
     * Returns the name by which publisher URLs refer to this format, for example {@code json}. The name consists of
     * letters, digits and the characters {@code _ . + -}.
     */
    String name();

    /**
     * Opens a format for one route. This method must not block.
     *
     * @throws IOException if the format cannot currently be opened because a setting is invalid or a file named in a
     *     setting cannot be read. The route waits, and the agent tries to open the format again later. The exception
     *     message contains the reason and a remedy
     */
    Format open(Origin origin) throws IOException;

    /**
     * Opens a format with named settings, as in {@code ?format=NAME~SETTINGS}, instead of the default settings.
     *
     * @throws IllegalArgumentException if this format has no named settings; pipeline.yaml is then rejected
     * @throws IOException under the same conditions as {@link #open(Origin)}
     */
    default Format open(Origin origin, String settings) throws IOException {
        throw new IllegalArgumentException(
                "the format " + name() + " has no named settings: expected format=" + name());
    }
}
