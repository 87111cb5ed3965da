package io.nephometer.discovery.local;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Names and values on their way into a resource, in the order given; what is not known is not among them. */
final class MetadataBuilder {

    private final Map<String, Object> values = new LinkedHashMap<>();

    MetadataBuilder put(String name, Optional<?> value) {
        value.ifPresent(known -> values.put(name, known));
        return this;
    }

    /** A part with names and values of its own; an empty one is not known. */
    MetadataBuilder put(String name, MetadataBuilder part) {
        return put(name, Optional.of(part.asMap()).filter(map -> !map.isEmpty()));
    }

    /** @param value may be null */
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
