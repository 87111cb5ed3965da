package io.nephometer.publisher.mqtt;

import io.nephometer.api.Origin;
import io.nephometer.publisher.mqtt.address.TopicLevel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The name under which a route is known to its broker: the same at each start, another one for each route, as a broker
 * ends a link when another one comes under its name.
 */
final class ClientId {

    private static final int LONGEST_DEFAULT = 64;

    private ClientId() {}

    /** @param begin of it, as configured */
    static String of(Optional<String> begin, Origin origin) {
        String route = "-" + TopicLevel.of(origin.route());
        return begin.map(text -> text + route)
                .orElseGet(() -> shortened("nephometer-" + TopicLevel.of(origin.host()) + route));
    }

    private static String shortened(String whole) {
        if (whole.length() <= LONGEST_DEFAULT) {
            return whole;
        }
        CRC32 sum = new CRC32(); // what is cut off still tells two long names apart
        sum.update(whole.getBytes(StandardCharsets.US_ASCII));
        return whole.substring(0, LONGEST_DEFAULT - 9) + "-" + String.format(Locale.ROOT, "%08x", sum.getValue());
    }
}
