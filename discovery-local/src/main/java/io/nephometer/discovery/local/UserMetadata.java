package io.nephometer.discovery.local;

import java.util.Map;
import java.util.function.Predicate;

/** Which of a user's tags are for metering, and under which names: by Ceilometer's rule. */
final class UserMetadata {

    private static final String PREFIX = "metering.";

    /** Characters of a value, as Python counts them; a longer one is cut. */
    private static final int VALUE = 256;

    private UserMetadata() {}

    /** @param taken whether the instance has something of a name already */
    static MetadataBuilder of(Map<String, String> tags, Predicate<String> taken) {
        MetadataBuilder metadata = new MetadataBuilder();
        tags.forEach((key, value) -> {
            if (key.startsWith(PREFIX) && !taken.test(name(key))) {
                metadata.putValue(name(key), cut(value));
            }
        });
        return metadata;
    }

    private static String name(String key) {
        return key.substring(PREFIX.length()).replace('.', '_');
    }

    private static String cut(String value) {
        boolean fits = value.codePointCount(0, value.length()) <= VALUE;
        return fits ? value : value.substring(0, value.offsetByCodePoints(0, VALUE));
    }
}
