package io.nephometer.publisher.mqtt;

import io.nephometer.api.Origin;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** The name under which a route is known to its broker: the same at each start, another one for each route. */
final class ClientId {

    private static final int LONGEST = 64;

    private ClientId() {}

    static String of(Origin origin) {
        String whole = "nephometer-" + TopicLevel.of(origin.host()) + "-" + TopicLevel.of(origin.route());
        if (whole.length() <= LONGEST) {
            return whole;
        }
        CRC32 sum = new CRC32(); // what is cut off still tells two long names apart
        sum.update(whole.getBytes(StandardCharsets.US_ASCII));
        return whole.substring(0, LONGEST - 9) + "-" + String.format("%08x", sum.getValue());
    }
}
