package io.nephometer.discovery.local;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Builds metadata in insertion order. Unknown values are omitted. */
final class MetadataBuilder {

    private final Map<String, Object> values = new LinkedHashMap<>();

    MetadataBuilder put(String name, Optional<?> value) {
        value.ifPresent(known -> values.put(name, known));
        return this;
    }

    /** Adds nested metadata under the given name unless the nested metadata is empty. */
    MetadataBuilder put(String name, MetadataBuilder nested) {
        return put(name, Optional.of(nested.asMap()).filter(map -> !map.isEmpty()));
    }

    /** @param value the value of the entry, or null if the value is unknown */
    MetadataBuilder putValue(String name, Object value) {
        values.put(name, value);
        return this;
    }

    MetadataBuilder putAll(Map<String, Object> more) {
        values.putAll(more);
        return this;
    }

    Map<String, Object> asMap() {
        return Collections.unmodifiableMap(values);
    }
}
