package io.nephometer.discovery.local;

import java.util.Map;
import java.util.function.Predicate;

/** Selects the user tags that are intended for metering and renames the tags according to Ceilometer's rules. */
final class UserMetadata {

    private static final String PREFIX = "metering.";

    /**
     * The maximum length of a value. As in Python, the length is counted in code points. Longer values are truncated.
     */
    private static final int MAX_VALUE = 256;

    private UserMetadata() {}

    /**
     * Returns the tags that are intended for metering, under their new names.
     *
     * @param taken a predicate that tests whether the instance already has metadata under a given name
     */
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
