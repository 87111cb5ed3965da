package io.nephometer.format.json.value;

import com.fasterxml.jackson.core.JsonGenerator;
import io.nephometer.api.Sample;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes volumes and metadata values as JSON. */
public final class JsonValueWriter {

    private JsonValueWriter() {}

    public static void write(JsonGenerator json, Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof String text) {
            json.writeString(replaceLoneSurrogates(text));
        } else if (value instanceof Number number) {
            writeNumber(json, number);
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Map<?, ?> map) {
            writeMap(json, map);
        } else if (value instanceof Iterable<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(json, element);
            }
            json.writeEndArray();
        } else {
            json.writeString(replaceLoneSurrogates(value.toString()));
        }
    }

    private static void writeMap(JsonGenerator json, Map<?, ?> map) throws IOException {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            json.writeFieldName(replaceLoneSurrogates(String.valueOf(entry.getKey())));
            write(json, entry.getValue());
        }
        json.writeEndObject();
    }

    private static void writeNumber(JsonGenerator json, Number number) throws IOException {
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            json.writeNumber(number.longValue());
        } else if (number instanceof BigInteger big) {
            json.writeNumber(big);
        } else if (number instanceof BigDecimal big) {
            json.writeNumber(big);
        } else if (!Double.isFinite(number.doubleValue())) {
            json.writeNull(); // JSON cannot represent infinity or NaN
        } else if (number instanceof Float real) {
            json.writeNumber(real);
        } else {
            json.writeNumber(number.doubleValue());
        }
    }

    /** Returns the combined metadata of a sample and its resource. The sample's own metadata takes precedence. */
    public static Map<String, Object> metadata(Sample sample) {
        if (sample.metadata().isEmpty()) {
            return sample.resource().metadata();
        }
        Map<String, Object> all = new LinkedHashMap<>(sample.resource().metadata());
        all.putAll(sample.metadata());
        return all;
    }

    /**
     * Replaces unpaired surrogates in a string. UTF-8 cannot represent unpaired surrogates, and strict parsers reject
     * them even if they are escaped.
     */
    public static String replaceLoneSurrogates(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            }
        }
        return text;
    }
}
