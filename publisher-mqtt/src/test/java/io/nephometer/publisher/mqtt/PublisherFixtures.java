package io.nephometer.publisher.mqtt;

import io.nephometer.api.Origin;
import io.nephometer.api.Publisher;
import io.nephometer.api.PublisherFactory;
import io.nephometer.format.Formats;
import io.nephometer.format.TransportFactory;
import io.nephometer.format.json.JsonFormatFactory;
import io.nephometer.format.json.JsonLinesFormatFactory;
import io.nephometer.publisher.mqtt.settings.MqttSettings;
import io.nephometer.publisher.mqtt.settings.MqttSettingsFiles;
import io.nephometer.publisher.mqtt.settings.SettingsFixtures;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Publishers with settings as an operator writes them. */
public final class PublisherFixtures {

    private PublisherFixtures() {}

    /** @param lines for example {@code timeout=2} */
    public static PublisherFactory factory(String... lines) {
        Map<String, String> values = SettingsFixtures.values(lines);
        TransportFactory transport =
                new MqttPublisherFactory(MqttSettingsFiles.of(Map.of(MqttSettings.PID, values)), new AtomicLong());
        return new PublisherFactory() {
            @Override
            public Set<String> schemes() {
                return transport.schemes();
            }

            @Override
            public Publisher open(URI url, Origin origin) throws IOException {
                return transport.open(url, origin, formats(origin));
            }
        };
    }

    private static Formats formats(Origin origin) {
        return name -> switch (name) {
            case "json" -> new JsonFormatFactory().open(origin);
            case "jsonl" -> new JsonLinesFormatFactory().open(origin);
            default -> throw new IOException("no plugin offers " + name);
        };
    }
}
