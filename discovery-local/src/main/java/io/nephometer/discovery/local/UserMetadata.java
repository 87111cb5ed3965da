package io.nephometer.discovery.local;

import java.util.Map;
import java.util.function.Predicate;

/** Selects and names the tags of a user that are meant for metering, by Ceilometer's rule. */
final class UserMetadata {

    private static final String PREFIX = "metering.";

    /** Maximum length of a value in code points, as Python counts them; a longer one is cut. */
    private static final int MAX_VALUE = 256;

    private UserMetadata() {}

    /** @param taken whether the instance already has metadata of a name */
    static MetadataBuilder select(Map<String, String> tags, Predicate<String> taken) {
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
        boolean fits = value.codePointCount(0, value.length()) <= MAX_VALUE;
        return fits ? value : value.substring(0, value.offsetByCodePoints(0, MAX_VALUE));
    }
}
