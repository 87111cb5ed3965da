package io.nephometer.discovery.local;

import io.nephometer.api.Owner;
import java.util.LinkedHashMap;
import java.util.Map;

/** Bounds to what a tenant can have carried with every sample. What they cost is counted under {@code metadata_cut}. */
final class MetadataLimits {

    static final String COUNT = "metadata_cut";

    /** Characters of a value; a longer one is cut. */
    static final int VALUE = 4096;

    /** Characters of a name; a value with a longer one is left out. */
    static final int NAME = 256;

    /** Characters of names and values of a resource; what comes when they are used up is left out. */
    static final int ALL = 65536;

    private int left = ALL;
    private int cut;

    private MetadataLimits() {}

    static Map<String, Object> of(Map<String, Object> metadata) {
        MetadataLimits bounds = new MetadataLimits();
        Map<String, Object> within = bounds.within(metadata);
        if (bounds.cut > 0) {
            within.put(COUNT, bounds.cut);
        }
        return within;
    }

    static Map<String, Map<String, Object>> ofEach(Map<String, Map<String, Object>> devices) {
        Map<String, Map<String, Object>> within = new LinkedHashMap<>();
        devices.forEach((name, metadata) -> within.put(name, of(metadata)));
        return within;
    }

    static Owner of(Owner owner) {
        return new Owner(cut(owner.userId()), cut(owner.userName()), cut(owner.projectId()), cut(owner.projectName()));
    }

    /** In the order given. Room has what is plain first: a list that a tenant made long must not cost the flavor's sizes. */
    private Map<String, Object> within(Map<?, ?> metadata) {
        Map<String, Object> plain = new LinkedHashMap<>();
        Map<String, Object> parts = new LinkedHashMap<>();
        metadata.forEach((name, value) -> {
            if (!(value instanceof Map<?, ?>)) {
                put(plain, String.valueOf(name), value);
            }
        });
        metadata.forEach((name, value) -> {
            if (value instanceof Map<?, ?>) {
                put(parts, String.valueOf(name), value);
            }
        });
        Map<String, Object> within = new LinkedHashMap<>();
        metadata.keySet().forEach(key -> {
            String name = String.valueOf(key);
            Map<String, Object> of = plain.containsKey(name) ? plain : parts;
            if (of.containsKey(name)) {
                within.put(name, of.get(name));
            }
        });
        return within;
    }

    private void put(Map<String, Object> within, String name, Object value) {
        Object part = value instanceof String text ? cut(text) : value;
        int length = name.length() + (part instanceof String text ? text.length() : 0);
        if (name.length() > NAME || length > left) {
            cut++;
            return;
        }
        left -= length;
        if (part instanceof Map<?, ?> map) {
            within.put(name, within(map));
        } else {
            cut += part == value ? 0 : 1;
            within.put(name, part);
        }
    }

    private static String cut(String text) {
        if (text == null || text.length() <= VALUE) {
            return text;
        }
        boolean betweenHalves = Character.isHighSurrogate(text.charAt(VALUE - 1));
        return text.substring(0, betweenHalves ? VALUE - 1 : VALUE);
    }
}
