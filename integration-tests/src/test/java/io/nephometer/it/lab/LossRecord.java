package io.nephometer.it.lab;

import com.fasterxml.jackson.databind.JsonNode;

/** The content of a sample of {@code agent.samples.lost}. */
public record LossRecord(String route, String reason, long samples, Long first, Long last) {

    public static LossRecord of(JsonNode sample) {
        JsonNode metadata = sample.get(sample.has("metadata") ? "metadata" : "resource_metadata"); // in a file
        return new LossRecord(
                metadata.get("route").asText(),
                metadata.get("reason").asText(),
                sample.get("volume").asLong(),
                metadata.has("first") ? metadata.get("first").asLong() : null,
                metadata.has("last") ? metadata.get("last").asLong() : null);
    }

    public boolean has(long number) {
        return first != null && first <= number && number <= last;
    }
}
