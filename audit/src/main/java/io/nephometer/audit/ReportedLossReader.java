package io.nephometer.audit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a loss record from a sample's metadata. */
final class ReportedLossReader {

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

    ReportedLoss loss(long samples) {
        return new ReportedLoss(
                values.getOrDefault("route", ""), values.getOrDefault("reason", "unknown"), samples, numbers());
    }

    private Optional<RangeSet.Range> numbers() {
        try {
            long first = Long.parseLong(values.getOrDefault("first", ""));
            long last = Long.parseLong(values.getOrDefault("last", ""));
            return first >= 0 && first <= last && last < Long.MAX_VALUE
                    ? Optional.of(new RangeSet.Range(first, last))
                    : Optional.empty();
        } catch (NumberFormatException e) { // the record has no numbers
            return Optional.empty();
        }
    }
}
