package io.nephometer.format;

import io.nephometer.api.Origin;
import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** A plugin that opens formats of one kind. */
@ConsumerType
public interface FormatFactory {

    /**
     * Returns the name by which publisher URLs refer to this format, for example {@code json}. It must not contain
     * {@code ~}.
     */
    String name();

    /**
     * Opens a format for one route. This method must not block.
     *
     * @throws IOException if the format cannot be opened now, because a setting is invalid or a file that it names
     *     cannot be read. The route waits, and the format is opened again later. The message states the reason and what
     *     to do
     */
    Format open(Origin origin) throws IOException;

    /**
     * Opens a format with named settings, as in {@code ?format=NAME~SETTINGS}, instead of the default settings.
     *
     * @throws IllegalArgumentException if this format has no named settings; pipeline.yaml is then refused
     * @throws IOException under the same conditions as {@link #open(Origin)}
     */
    default Format open(Origin origin, String settings) throws IOException {
        throw new IllegalArgumentException(
                "the format " + name() + " has no named settings: expected format=" + name());
    }
}
