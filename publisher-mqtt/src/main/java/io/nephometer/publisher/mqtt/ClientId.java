package io.nephometer.publisher.mqtt;

import io.nephometer.api.Origin;
import io.nephometer.publisher.mqtt.address.TopicLevel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Derives the MQTT client ID for a route. The ID remains the same across restarts of the agent. Each route uses a
 * different ID because a broker closes a connection when another client connects with the same ID.
 */
final class ClientId {

    private static final int MAX_DEFAULT_LENGTH = 64;

    private ClientId() {}

    /** @param prefix the configured prefix of the client ID, if any */
    static String of(Optional<String> prefix, Origin origin) {
        String route = "-" + TopicLevel.escape(origin.route());
        return prefix.map(text -> text + route)
                .orElseGet(() -> shortened("nephometer-" + TopicLevel.escape(origin.host()) + route));
    }

    private static String shortened(String whole) {
        if (whole.length() <= MAX_DEFAULT_LENGTH) {
            return whole;
        }
        CRC32 sum = new CRC32(); // a checksum of the whole id keeps long ids distinct after truncation
        sum.update(whole.getBytes(StandardCharsets.US_ASCII));
        return whole.substring(0, MAX_DEFAULT_LENGTH - 9) + "-" + String.format(Locale.ROOT, "%08x", sum.getValue());
    }
}
