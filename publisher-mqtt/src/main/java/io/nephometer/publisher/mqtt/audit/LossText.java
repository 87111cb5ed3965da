package io.nephometer.publisher.mqtt.audit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The metadata of a sample, so far as a loss record has it. */
final class LossText {

    private static final Set<String> KEYS = Set.of("route", "reason", "first", "last");

    private final Map<String, String> values = new HashMap<>();

    void read(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            if (json.nextToken().isScalarValue() && KEYS.contains(name)) {
                values.put(name, json.getText());
            } else {
                json.skipChildren();
            }
        }
    }

    Loss loss(long samples) {
        return new Loss(values.getOrDefault("route", ""), values.getOrDefault("reason", "unknown"), samples, numbers());
    }

    private Optional<Ranges.Range> numbers() {
        try {
            long first = Long.parseLong(values.getOrDefault("first", ""));
            long last = Long.parseLong(values.getOrDefault("last", ""));
            return first >= 0 && first <= last && last < Long.MAX_VALUE
                    ? Optional.of(new Ranges.Range(first, last))
                    : Optional.empty();
        } catch (NumberFormatException e) { // it has none
            return Optional.empty();
        }
    }
}
