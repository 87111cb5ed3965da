package io.nephometer.publisher.mqtt;

import io.nephometer.api.PublisherFactory;
import io.nephometer.publisher.mqtt.settings.MqttSettings;
import io.nephometer.publisher.mqtt.settings.NamedSettings;
import io.nephometer.publisher.mqtt.settings.SettingsFixtures;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Publishers with settings as an operator writes them. */
public final class PublisherFixtures {

    private PublisherFixtures() {}

    /** @param lines for example {@code timeout=2} */
    public static PublisherFactory factory(String... lines) {
        Map<String, String> values = SettingsFixtures.values(lines);
        return new MqttPublisherFactory(NamedSettings.of(Map.of(MqttSettings.PID, values)), new AtomicLong());
    }
}
