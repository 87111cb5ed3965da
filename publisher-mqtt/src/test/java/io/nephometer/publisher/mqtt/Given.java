package io.nephometer.publisher.mqtt;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Settings as an operator writes them. */
final class Given {

    static final String FILE = "io.nephometer.publisher.mqtt.cfg";

    private Given() {}

    /** @param lines for example {@code timeout=2} */
    static MqttPublisherFactory factory(String... lines) {
        return new MqttPublisherFactory(Clients.of(Map.of(Settings.PID, values(lines))), new AtomicLong());
    }

    static Settings settings(String... lines) {
        return Settings.of(FILE, values(lines));
    }

    static Map<String, String> values(String... lines) {
        return Arrays.stream(lines)
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }
}
