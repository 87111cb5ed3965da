package io.nephometer.agent.core.plugin;

import io.nephometer.api.Origin;
import io.nephometer.api.Publisher;
import io.nephometer.api.PublisherFactory;
import io.nephometer.format.Format;
import io.nephometer.format.FormatFactory;
import io.nephometer.format.Formats;
import io.nephometer.format.Payload;
import io.nephometer.format.TransportFactory;
import io.nephometer.text.Suggestion;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The formats with which one publisher encodes samples. The format plugins remain in use until they are released. Only
 * one thread at a time may use an instance.
 */
public final class PublisherFormats implements Formats {

    /** The names of the project's jars that provide formats, keyed by format name. */
    private static final Map<String, String> JARS =
            Map.of("json", "format-json.jar", "jsonl", "format-json.jar", "ceilometer", "format-ceilometer.jar");

    private final Map<String, Plugin<FormatFactory>> offered;
    private final Origin origin;
    private final Map<String, Plugin<FormatFactory>> used = new LinkedHashMap<>();
    private boolean isMissing;

    /** @param offered the available format plugins, keyed by format name */
    public PublisherFormats(Map<String, Plugin<FormatFactory>> offered, Origin origin) {
        this.offered = offered;
        this.origin = origin;
    }

    /** Opens a publisher. If opening fails, no format plugin remains in use. */
    public Publisher open(PublisherFactory factory, URI url) throws IOException {
        boolean opened = false;
        try {
            Publisher publisher = factory instanceof TransportFactory transport
                    ? transport.open(url, origin, this)
                    : factory.open(url, origin);
            opened = publisher != null;
            return Objects.requireNonNull(publisher, "open returned null");
        } finally {
            if (!opened) {
                release();
            }
        }
    }

    @Override
    public Format open(String name) throws IOException {
        int settings = name.indexOf('~');
        String kind = settings < 0 ? name : name.substring(0, settings);
        Plugin<FormatFactory> plugin = offered.get(kind);
        if (plugin == null || !used.containsKey(kind) && !plugin.calls().begin()) {
            isMissing = true;
            throw missing(kind);
        }
        used.put(kind, plugin);
        Format format = settings < 0
                ? plugin.service().open(origin)
                : plugin.service().open(origin, name.substring(settings + 1));
        Objects.requireNonNull(format, plugin.name() + ": open returned null");
        return (batch, limit) -> checked(format.encode(batch, limit), plugin.name());
    }

    private static List<Payload> checked(List<Payload> payloads, String plugin) {
        for (Payload payload : Objects.requireNonNull(payloads, plugin + ": encode returned null")) {
            if (payload == null || payload.bytes() == null) {
                throw new NullPointerException(plugin + ": encode returned a payload without bytes");
            }
        }
        return payloads;
    }

    /**
     * Returns the exception that explains why a format is missing. Even a format whose name looks mistyped is reported
     * as missing rather than as a mistake. A mistake would cause the whole pipeline to be rejected, although the
     * format's plugin may soon be available again.
     */
    private IOException missing(String name) {
        String hint = Suggestion.similar(name, offered.keySet())
                .filter(near -> !JARS.containsKey(name))
                .map(near -> "did you mean format=" + near + "? Otherwise ")
                .orElse("");
        return new IOException("no plugin offers the format " + name + " now; samples are held in memory: " + hint
                + "copy " + JARS.getOrDefault(name, "the plugin that offers it") + " into deploy/");
    }

    /** Returns whether a format that the publisher needs was unavailable. */
    public boolean isMissing() {
        return isMissing;
    }

    /** Returns the plugin whose format encodes the samples, or empty if the publisher itself encodes the samples. */
    public Optional<Plugin<FormatFactory>> encoder() {
        return used.values().stream().findFirst();
    }

    /** Returns whether each format in use would still be opened by the same plugin. */
    public boolean isSame(Map<String, Plugin<FormatFactory>> now) {
        return used.entrySet().stream().allMatch(use -> use.getValue() == now.get(use.getKey()));
    }

    /** Releases the format plugins, so that they are no longer in use. */
    public void release() {
        used.values().forEach(plugin -> plugin.calls().end());
        used.clear();
    }
}
