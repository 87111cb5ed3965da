package io.nephometer.discovery.local;

import io.nephometer.api.Owner;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits the size of the metadata that a tenant can add to every sample. The number of values that were truncated or
 * omitted is recorded under {@code metadata_cut}.
 */
final class MetadataLimits {

    static final String CUT_COUNT = "metadata_cut";

    /** The maximum length of a metadata value, in characters. Longer values are truncated. */
    static final int MAX_VALUE = 4096;

    /** The maximum length of a metadata name, in characters. Entries with longer names are omitted. */
    static final int MAX_NAME = 256;

    /**
     * The maximum total length of all names and values in a resource's metadata, in characters. Entries that would
     * exceed the limit are omitted.
     */
    static final int MAX_TOTAL = 65536;

    private int remaining = MAX_TOTAL;
    private int cut;

    private MetadataLimits() {}

    static Map<String, Object> limited(Map<String, Object> metadata) {
        MetadataLimits limits = new MetadataLimits();
        Map<String, Object> within = limits.within(metadata);
        if (limits.cut > 0) {
            within.put(CUT_COUNT, limits.cut);
        }
        return within;
    }

    static Map<String, Map<String, Object>> limitedEach(Map<String, Map<String, Object>> devices) {
        Map<String, Map<String, Object>> limited = new LinkedHashMap<>();
        devices.forEach((name, metadata) -> limited.put(name, limited(metadata)));
        return limited;
    }

    static Owner limited(Owner owner) {
        return new Owner(cut(owner.userId()), cut(owner.userName()), cut(owner.projectId()), cut(owner.projectName()));
    }

    /**
     * Returns the part of the metadata that is within the limits, in the original order. Simple values take precedence
     * over nested values, so that a long list written by a tenant cannot displace the flavor.
     */
    private Map<String, Object> within(Map<?, ?> metadata) {
        Map<String, Object> plain = new LinkedHashMap<>();
        Map<String, Object> nested = new LinkedHashMap<>();
        metadata.forEach((name, value) -> {
            if (!(value instanceof Map<?, ?>)) {
                put(plain, String.valueOf(name), value);
            }
        });
        metadata.forEach((name, value) -> {
            if (value instanceof Map<?, ?>) {
                put(nested, String.valueOf(name), value);
            }
        });
        Map<String, Object> within = new LinkedHashMap<>();
        metadata.keySet().forEach(key -> {
            String name = String.valueOf(key);
            Map<String, Object> source = plain.containsKey(name) ? plain : nested;
            if (source.containsKey(name)) {
                within.put(name, source.get(name));
            }
        });
        return within;
    }

    private void put(Map<String, Object> within, String name, Object value) {
        Object part = value instanceof String text ? cut(text) : value;
        int length = name.length() + (part instanceof String text ? text.length() : 0);
        if (name.length() > MAX_NAME || length > remaining) {
            cut++;
            return;
        }
        remaining -= length;
        if (part instanceof Map<?, ?> map) {
            within.put(name, within(map));
        } else {
            cut += part == value ? 0 : 1;
            within.put(name, part);
        }
    }

    private static String cut(String text) {
        if (text == null || text.length() <= MAX_VALUE) {
            return text;
        }
        boolean splitsPair = Character.isHighSurrogate(text.charAt(MAX_VALUE - 1));
        return text.substring(0, splitsPair ? MAX_VALUE - 1 : MAX_VALUE);
    }
}
